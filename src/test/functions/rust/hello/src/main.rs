//! A function under AWS's client for Rust; built, it is the package's bootstrap.

use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

static CALLS: AtomicU32 = AtomicU32::new(0);

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let calls = CALLS.fetch_add(1, Ordering::Relaxed) + 1;
    if event.payload["fail"].as_bool().unwrap_or(false) {
        return Err("asked to fail".into());
    }
    let name = event.payload["name"].as_str().unwrap_or("nobody").to_owned();
    println!("greeting {name}");
    let context = event.context;
    let remaining = context.deadline().duration_since(SystemTime::now())?;
    let client = context.client_context.and_then(|client| client.custom.get("colour").cloned());
    Ok(json!({
        "greeting": format!("Hello {name}"),
        "calls": calls,
        "requestId": context.request_id,
        "remaining": u64::try_from(remaining.as_millis())?,
        "arn": context.invoked_function_arn,
        "trace": context.xray_trace_id,
        "client": client.unwrap_or_default(),
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}
