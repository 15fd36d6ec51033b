//! Every operation on keys and their owners; the source of the gate's grants.
