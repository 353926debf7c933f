//! The network between phones and server, where it misbehaves.

use super::{server::SimServer, trace::Trace};
use onsite_core::sync::{HttpRequest, Input};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// How the network is at the moment, in per mille of requests that meet a fault.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    pub faults_per_mille: u32,
}

/// Requests that were delivered once and come again later, out of order.
#[derive(Default)]
pub struct Stragglers {
    requests: Vec<HttpRequest>,
}

/// Carries one request and its answer, or not.
pub fn exchange(
    server: &SimServer,
    request: &HttpRequest,
    weather: Weather,
    is_deaf: bool,
    stragglers: &mut Stragglers,
    rng: &mut ChaCha8Rng,
    trace: &mut Trace,
) -> Input {
    if rng.random_range(0..1000) >= weather.faults_per_mille {
        let answer = server.answer(request);
        return if is_deaf { Input::Failed } else { answer };
    }
    match rng.random_range(0..9u32) {
        0 => {
            trace.fault("request lost");
            Input::Failed
        }
        1 => {
            trace.fault("response lost");
            server.answer(request);
            Input::Failed
        }
        2 => {
            trace.fault("delivered twice, first answer");
            let answer = server.answer(request);
            server.answer(request);
            answer
        }
        3 => {
            trace.fault("delivered twice, second answer");
            server.answer(request);
            server.answer(request)
        }
        4 => {
            trace.fault("comes again later");
            let answer = server.answer(request);
            if stragglers.requests.len() < 8 {
                stragglers.requests.push(request.clone());
            }
            answer
        }
        5 => {
            trace.fault("answer truncated");
            match server.answer(request) {
                Input::Answered { status, offset, counter, mut body } => {
                    let length = rng.random_range(0..=body.len());
                    body.truncate(length);
                    Input::Answered { status, offset, counter, body }
                }
                other => other,
            }
        }
        6 => {
            trace.fault("request truncated");
            let mut cut = request.clone();
            let length = rng.random_range(0..=cut.body.len());
            cut.body.truncate(length);
            server.answer(&cut);
            Input::Failed
        }
        7 => {
            trace.fault("request damaged");
            let mut damaged = request.clone();
            let place = rng.random_range(0..damaged.body.len().max(1));
            match damaged.body.get_mut(place) {
                Some(byte) => *byte ^= 1 << rng.random_range(0..8u32),
                None => damaged.signature.push('A'),
            }
            server.answer(&damaged)
        }
        _ => {
            trace.fault("captive portal");
            let body = b"<html><body>Welcome to the hotel. Please log in.</body></html>".to_vec();
            Input::Answered { status: 200, offset: None, counter: None, body }
        }
    }
}

/// Delivers what was held back; nobody waits for the answers.
pub fn deliver_stragglers(server: &SimServer, stragglers: &mut Stragglers) {
    for request in std::mem::take(&mut stragglers.requests) {
        server.answer(&request);
    }
}
