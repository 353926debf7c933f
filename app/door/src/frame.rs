//! How a call travels between a screen and the door: four bytes that say how long the JSON is, the JSON, and behind it the
//! bytes that go with it; back one byte that says what comes, and that.

use crate::{Answer, Door, Failure, calls::Content};
use onsite_core::AppError;
use onsite_domain::{Rejected, RejectedCode};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

const JSON: u8 = 0;
const BYTES: u8 = 1;
const FAILURE: u8 = 2;

#[derive(Deserialize)]
struct Head {
    name: String,
    arguments: Value,
}

/// Answers a frame with a frame. What cannot be read is a failure like any other.
pub async fn answer(door: &Arc<Door>, frame: &[u8]) -> Vec<u8> {
    let answered = match read(frame) {
        Some((head, body)) => door.call(&head.name, head.arguments, body.to_vec()).await,
        None => {
            let unreadable = Rejected::new(RejectedCode::WrongShape, "frame");
            Err(Failure::of(&AppError::from(unreadable), door.language()))
        }
    };
    match answered {
        Ok(Answer { content: Content::Json(json), .. }) => framed(JSON, json.to_string().as_bytes()),
        Ok(Answer { content: Content::Bytes(bytes), .. }) => framed(BYTES, &bytes),
        Err(failure) => framed(FAILURE, serde_json::to_string(&failure).unwrap_or_default().as_bytes()),
    }
}

fn read(frame: &[u8]) -> Option<(Head, &[u8])> {
    let (length, rest) = frame.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (head, body) = rest.split_at_checked(length)?;
    Some((serde_json::from_slice(head).ok()?, body))
}

fn framed(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(content.len().saturating_add(1));
    whole.push(kind);
    whole.extend_from_slice(content);
    whole
}
