//! The bytes of each message. A snapshot that changes is a message that old phones and servers can no longer read,
//! unless it only gained a key.

use crate::sample;
use onsite_domain::{Author, Subject, Word, id::Hash};
use onsite_wire::{
    Message, Statement,
    enrol::{EnrolRequest, EnrolResponse, EnrolmentInvite},
    order::{Order, OrderAction},
    push::{CHAIN_START, chain_next, unit_hash},
    request::{RequestLine, RequestSignature},
    sealed::Content,
    statement::Domain,
    trust::X509,
};

/// The message as CBOR diagnostic notation and as hexadecimal.
fn shown(bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes.chunks(48).map(|chunk| data_encoding::HEXLOWER.encode(chunk)).collect();
    format!("{}\n\n{}", minicbor::display(bytes), lines.join("\n"))
}

fn sealed<T: Content>(sealed: &onsite_wire::Sealed<T>) -> String {
    shown(&onsite_wire::codec::encode(sealed))
}

#[test]
fn the_bytes_of_sync_requests_stay() {
    insta::assert_snapshot!("sync_request_empty", shown(&sample::empty_request().to_bytes()));
    insta::assert_snapshot!("sync_request", shown(&sample::request().to_bytes()));
    insta::assert_snapshot!("sync_request_after_reset", shown(&sample::reset_request().to_bytes()));
    insta::assert_snapshot!("sync_request_wiping", shown(&sample::wiping_request().to_bytes()));
}

#[test]
fn the_bytes_of_sync_responses_stay() {
    insta::assert_snapshot!("sync_response_empty", shown(&sample::empty_response().to_bytes()));
    insta::assert_snapshot!("sync_response", shown(&sample::response().to_bytes()));
}

#[test]
fn the_bytes_of_sealed_content_stay() {
    insta::assert_snapshot!("server_key_certificate", sealed(&sample::server_key_certificate()));
    insta::assert_snapshot!("certificate_chain", shown(&sample::certificate_chain().to_bytes()));
    insta::assert_snapshot!("order_wipe", sealed(&sample::order()));
    insta::assert_snapshot!("receipt", sealed(&sample::receipt()));
    let subject = Subject::new(Word::Visit, sample::id(10)).into();
    let hashes = [Hash::of(b"change"), Hash::of(b"fact")];
    let erase = Order::new(sample::id(21), 5, &OrderAction::Erase { subject: &subject, hashes: &hashes }, "");
    insta::assert_snapshot!("order_erase", shown(&onsite_wire::codec::encode(&erase)));
}

#[test]
fn the_bytes_of_enrolment_stay() {
    let invite = EnrolmentInvite {
        url: "https://field.example".to_owned(),
        root_fingerprint: sample::root_key().public().fingerprint(),
        tls_pin: Some(Hash::of(b"tls")),
        code: vec![7; 16],
    };
    insta::assert_snapshot!("enrolment_link", invite.to_link());
    let request = EnrolRequest {
        protocol: 1,
        code: invite.code.clone(),
        key: sample::phone_key().public(),
        proof: EnrolRequest::prove(sample::server(), &invite.code, &sample::phone_key()),
        app_version: "0.1.0".to_owned(),
        platform: "Android 16, Fictional One".to_owned(),
        name: "林的手机".to_owned(),
        stamp: sample::stamp(0),
        certificates: vec![sample::certificate_chain()],
        pdf_key: vec![4; 65],
    };
    insta::assert_snapshot!("enrol_request", shown(&request.to_bytes()));
    let response = EnrolResponse {
        server: sample::server(),
        root: sample::root_key().public(),
        server_keys: vec![sample::server_key_certificate()],
        certificate: sample::certificate_chain(),
        field_device: sample::field_device(),
        user: sample::id(2),
        epoch: 1,
        server_ms: 1_800_000_000_500,
        recovery: None,
        x509: vec![X509(vec![0x30, 0])],
    };
    insta::assert_snapshot!("enrol_response", shown(&response.to_bytes()));
}

#[test]
fn the_bytes_under_signatures_stay() {
    let (server, hash, key) = (sample::server(), Hash::of(b"content"), sample::phone_key().public());
    let subject = Subject::new(Word::Visit, sample::id(10)).into();
    let phone = Author::FieldDevice { field_device: sample::field_device(), user: sample::id(2) };
    let (phone, rule) = ((&phone).into(), (&Author::rule("escalation")).into());
    let run = |author| Statement::Run { server, subject: &subject, actor: &[0xa1; 16], author, newest: &hash };
    let statements = [
        Statement::Request {
            server,
            field_device_key: key.id(),
            method: "POST",
            path: "/v1/sync",
            body: &hash,
            counter: 7,
        },
        Statement::Enrol { server, code: &[7; 16], key: &key },
        run(&phone),
        run(&rule),
        Statement::Fact { server, hash: &hash },
        Statement::Record { server, hash: &hash },
        Statement::Cursor { server, field_device: sample::field_device(), epoch: 1, seq: 2, chain: &[3; 16] },
        Statement::Export { server, hash: &hash },
        Statement::Sealed { domain: Domain::Receipt, server, bytes: b"receipt" },
    ];
    let lines: Vec<String> = statements
        .iter()
        .map(|statement| {
            format!("{}\n{}", statement.domain().as_str(), data_encoding::HEXLOWER.encode(&statement.message()))
        })
        .collect();
    insta::assert_snapshot!("statements", lines.join("\n\n"));
}

#[test]
fn the_chain_of_units_stays() {
    let stamp = sample::stamp(0);
    let unit = unit_hash(&stamp, &[Hash::of(b"change 1"), Hash::of(b"change 2")], &[Hash::of(b"fact")]);
    let chain = chain_next(&CHAIN_START, &unit);
    insta::assert_snapshot!(unit.to_string(), @"ed8d80a8540d9d857ccaea259fdb3d7de9be4b05af522fb9df0936accfe3b2ac");
    insta::assert_snapshot!(data_encoding::HEXLOWER.encode(&chain), @"5f80f1b290286062edf27eb9b4dd91c7");
    assert_ne!(unit, unit_hash(&stamp, &[Hash::of(b"change 1")], &[Hash::of(b"change 2"), Hash::of(b"fact")]));
}

#[test]
fn the_header_of_a_signed_request_stays() {
    let body = Hash::of(b"body");
    let line = RequestLine { method: "POST", path: "/v1/sync", body: &body };
    let signed =
        RequestSignature::sign(line, sample::server(), sample::field_device(), 0x0102_0304, &sample::phone_key());
    insta::assert_snapshot!(signed.to_header(), @"AaMYXFAAAAAAAAAAAAAAAQAAAAABAgMEQsJMw0yPev7kz90KCUIkemkx3nC88enViuIRdo6PQwj2Y548DZoDNJFgjnMRMX6bGdY35Cm5zv-BeNpaJzoECA");
}
