//! The JSON of /v1: requests, responses, error codes.
