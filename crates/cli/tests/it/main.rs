//! What a user of the binary has, with the real binary: its processes, its files, its sockets, its databases.
//!
//! Tests wait for events: for a line on a stream, for an answer, for a process's end.

mod audit;
mod browser;
mod canary;
mod commands;
mod crash;
mod credits;
mod dev;
mod docs;
mod event_crash;
mod gateways;
mod leaks;
mod license_crash;
mod lifecycle;
mod mail;
mod pages;
mod people;
mod readme;
mod refusals;
mod release_memory;
mod revocation;
mod seeds;
mod support;
mod webhook_crash;
