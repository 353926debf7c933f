//! What a message is signed with, by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A secret as it is shown, once.
pub(crate) fn shown(secret: &[u8]) -> String {
    format!("whsec_{}", BASE64.encode(secret))
}

/// The header `webhook-signature`: one signature for each secret that is valid, apart by spaces.
pub(crate) fn header(secrets: &[&[u8]], id: &str, timestamp_s: i64, body: &str) -> String {
    let signatures: Vec<String> = secrets
        .iter()
        .filter_map(|secret| {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
            mac.update(format!("{id}.{timestamp_s}.").as_bytes());
            mac.update(body.as_bytes());
            Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
        })
        .collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        let secret = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = header(&[&secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(shown(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn while_a_secret_is_rotated_both_sign() {
        let both = header(&[&[1; 32], &[2; 32]], "msg_1", 1, "{}");
        assert_eq!(
            both,
            format!("{} {}", header(&[&[1; 32]], "msg_1", 1, "{}"), header(&[&[2; 32]], "msg_1", 1, "{}"))
        );
    }
}
