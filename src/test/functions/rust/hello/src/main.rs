//! A function under AWS's client for Rust; built, it is the package's bootstrap.

use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    if event.payload["fail"].as_bool().unwrap_or(false) {
        return Err("asked to fail".into());
    }
    let name = event.payload["name"].as_str().unwrap_or("nobody").to_owned();
    println!("greeting {name}");
    Ok(json!({ "greeting": format!("Hello {name}"), "requestId": event.context.request_id }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}
