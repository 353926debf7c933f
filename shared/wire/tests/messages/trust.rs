//! Who is believed about what.

use crate::sample;
use onsite_domain::{Author, Subject, Word, id::Hash};
use onsite_wire::{
    Sealed, ServerId, SigningKey, Statement, TrustStore,
    delivery::SubjectRef,
    receipt::Receipt,
    sync::CursorRef,
    trust::{CertificateChain, ServerKeyCertificate},
};

#[test]
fn a_certificate_leads_to_the_root_and_nowhere_else() {
    let certificate = sample::trust().certificate(&sample::certificate_chain()).unwrap();
    assert_eq!(certificate.key, sample::phone_key().public());
    // A trust store that knows the root alone can verify it: that is what a report's reader has.
    assert!(TrustStore::new(sample::root_key().public()).certificate(&sample::certificate_chain()).is_ok());
    let other_company = TrustStore::new(SigningKey::from_bytes(&[9; 32]).public());
    assert!(other_company.certificate(&sample::certificate_chain()).is_err());
}

#[test]
fn a_server_key_that_the_root_did_not_certify_is_not_admitted() {
    let forged = ServerKeyCertificate { key: sample::phone_key().public(), serial: 9, not_before_ms: 0 };
    let by_server = Sealed::seal(&forged, sample::server(), &sample::server_key());
    let mut trust = sample::trust();
    assert!(trust.admit(&by_server).is_err());
    assert_eq!(trust.server_keys().len(), 1);
    let chain = CertificateChain { server_key: by_server, ..sample::certificate_chain() };
    assert!(trust.certificate(&chain).is_err());
}

#[test]
fn after_a_rotation_the_old_and_the_new_key_are_believed() {
    let new_key = SigningKey::from_bytes(&[22; 32]);
    let rotated = ServerKeyCertificate { key: new_key.public(), serial: 2, not_before_ms: 5 }.seal(&sample::root_key());
    let mut trust = sample::trust();
    assert!(trust.admit(&rotated).unwrap());
    assert!(!trust.admit(&rotated).unwrap());
    assert_eq!(trust.server_keys()[0].serial, 2);
    let receipt = sample::receipt().unverified().unwrap();
    for key in [&sample::server_key(), &new_key] {
        assert_eq!(trust.open_by_server(&Sealed::seal(&receipt, sample::server(), key)).unwrap(), receipt);
    }
    let by_phone = Sealed::seal(&receipt, sample::server(), &sample::phone_key());
    assert!(trust.open_by_server(&by_phone).is_err());
}

#[test]
fn sealed_content_of_another_server_or_kind_is_refused() {
    let receipt = sample::receipt().unverified().unwrap();
    let elsewhere = Sealed::seal(&receipt, ServerId([7; 16]), &sample::server_key());
    assert!(sample::trust().open_by_server(&elsewhere).is_err());
    let mut changed = sample::receipt();
    changed.bytes[5] ^= 1;
    assert!(sample::trust().open_by_server(&changed).is_err());
    let order = sample::order();
    let mut as_receipt: Sealed<Receipt> = sample::receipt();
    (as_receipt.bytes, as_receipt.signature) = (order.bytes, order.signature);
    assert!(sample::trust().open_by_server(&as_receipt).is_err());
}

#[test]
fn sealed_content_survives_its_text() {
    let text = sample::receipt().to_text();
    assert_eq!(Sealed::<Receipt>::from_text(&text).unwrap(), sample::receipt());
    assert!(Sealed::<Receipt>::from_text(&text[1..]).is_err());
    assert!(Sealed::<Receipt>::from_text("不").is_err());
}

#[test]
fn a_cursor_is_one_field_devices_own() {
    let signed = sample::cursor().sign(sample::server(), sample::field_device(), &sample::server_key());
    assert!(signed.verify(sample::field_device(), &sample::trust()).is_ok());
    assert!(signed.verify(sample::id(99), &sample::trust()).is_err());
    for cursor in [
        CursorRef { epoch: 2, ..sample::cursor() },
        CursorRef { seq: 4712, ..sample::cursor() },
        CursorRef { chain: [0; 16], ..sample::cursor() },
    ] {
        let forged = onsite_wire::sync::SignedCursor { cursor, ..signed.clone() };
        assert!(forged.verify(sample::field_device(), &sample::trust()).is_err());
    }
}

#[test]
fn a_runs_signature_names_document_actor_author_and_newest_change() {
    let (server, hash, other_hash) = (sample::server(), Hash::of(b"newest"), Hash::of(b"other"));
    let visit: SubjectRef = Subject::new(Word::Visit, sample::id(10)).into();
    let author = |user| (&Author::FieldDevice { field_device: sample::field_device(), user: sample::id(user) }).into();
    let (lin, chen) = (author(2), author(3));
    let run = Statement::Run { server, subject: &visit, actor: &[1; 16], author: &lin, newest: &hash };
    let signature = sample::phone_key().sign(&run);
    assert!(sample::phone_key().public().verify(&run, &signature).is_ok());
    let order: SubjectRef = Subject::new(Word::WorkOrder, sample::id(10)).into();
    for moved in [
        Statement::Run { server: ServerId([0; 16]), subject: &visit, actor: &[1; 16], author: &lin, newest: &hash },
        Statement::Run { server, subject: &order, actor: &[1; 16], author: &lin, newest: &hash },
        Statement::Run { server, subject: &visit, actor: &[2; 16], author: &lin, newest: &hash },
        Statement::Run { server, subject: &visit, actor: &[1; 16], author: &chen, newest: &hash },
        Statement::Run { server, subject: &visit, actor: &[1; 16], author: &lin, newest: &other_hash },
    ] {
        assert!(sample::phone_key().public().verify(&moved, &signature).is_err(), "{moved:?}");
    }
}
