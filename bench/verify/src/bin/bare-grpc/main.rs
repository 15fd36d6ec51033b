//! The least that a gRPC server on the same framework could cost: tonic reads a message and answers a constant.
//!
//! `bare-grpc FILE`: FILE holds the message that is answered, in bytes; prints the port that it serves on.

#![expect(clippy::print_stdout, reason = "its output is the result")]

use std::convert::Infallible;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use prost::Message;
use tonic::server::{Grpc, UnaryService};
use tonic_prost::ProstCodec;

/// As in the server, so that it makes no difference.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Any message: its fields are read past.
#[derive(Clone, PartialEq, Message)]
struct Any {}

/// `CheckResponse`, its parts as they are.
#[derive(Clone, PartialEq, Message)]
struct Answer {
    #[prost(bytes = "vec", optional, tag = "1")]
    status: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "3")]
    ok: Option<Vec<u8>>,
}

struct Constant(Answer);

impl UnaryService<Any> for Constant {
    type Response = Answer;
    type Future = std::future::Ready<Result<tonic::Response<Answer>, tonic::Status>>;

    fn call(&mut self, _: tonic::Request<Any>) -> Self::Future {
        std::future::ready(Ok(tonic::Response::new(self.0.clone())))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: bare-grpc FILE")?;
    let answer = Answer::decode(&*std::fs::read(file)?)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    let mut builder = Builder::new(TokioExecutor::new()).http2_only();
    builder.http2().timer(TokioTimer::new());
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = answer.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let answer = answer.clone();
            async move {
                Ok::<_, Infallible>(Grpc::new(ProstCodec::default()).unary(Constant(answer), request).await)
            }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::spawn(async move {
            // Whoever goes away without a word does no harm here.
            let _ = connection.await;
        });
    }
}
