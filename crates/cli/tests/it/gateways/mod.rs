//! The files of `examples/gateways`, as they stand but for ports, in the programs they are for, beside `serve --dev`.

mod caddy;
mod edge;
mod envoy;
mod haproxy;
mod nginx;
mod outage;
mod traefik;
mod upstream;
