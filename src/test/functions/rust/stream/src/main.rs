//! A function that streams its answer under AWS's client for Rust; built, it is the package's bootstrap.

use lambda_runtime::{run, service_fn, streaming, Error, LambdaEvent, StreamResponse};
use serde_json::Value;
use std::time::Duration;

async fn handle(event: LambdaEvent<Value>) -> Result<StreamResponse<streaming::Body>, Error> {
    let pieces = event.payload["pieces"].as_array().cloned().unwrap_or_default();
    let fail = event.payload["fail"].as_bool().unwrap_or(false);
    let (mut sender, body) = streaming::channel();
    tokio::spawn(async move {
        for piece in pieces {
            let text = piece.as_str().unwrap_or_default().to_owned();
            if sender.send_data(text.into()).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if fail {
            sender.abort();
        }
    });
    Ok(StreamResponse::from(body))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}
