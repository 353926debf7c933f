//! A report that proves itself: what is genuine passes, and whatever is done to it does not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use onsite_domain::id::Hash;
use onsite_evidence::{NotGenuine, Root, SealError, attached, countersign, sample::Company, verify};
use onsite_wire::{Message as _, SigningKey};

fn root(company: &Company) -> Root {
    company.root.public().into()
}

#[test]
fn a_sealed_report_is_genuine_and_begins_with_what_was_seen() {
    let company = Company::new(1);
    let report = company.report("WO-1");
    let file = report.sealed(&company.device);
    assert!(file.starts_with(&report.view));
    assert_eq!(report.sealed(&company.device), file, "the same input gives the same bytes");
    let verified = verify(&file, &root(&company)).unwrap();
    assert_eq!((&verified.record, &verified.fact), (&report.record, &report.fact));
    assert_eq!((verified.receipt, verified.file_hash), (None, Hash::of(&file)));
    let fingerprint = Root::from_text(&company.root.public().fingerprint().to_string()).unwrap();
    assert!(verify(&file, &fingerprint).is_ok());
    assert_eq!(attached(&file, "onsite-ink.png").unwrap().unwrap(), report.ink);
    assert_eq!(attached(&file, "onsite-record.cbor").unwrap().unwrap(), report.record.to_bytes());
    assert_eq!(attached(&file, "other").unwrap(), None);
}

#[test]
fn every_single_byte_counts() {
    let company = Company::new(1);
    let file = company.report("WO-1").sealed(&company.device);
    let root = root(&company);
    let mut changed = file.clone();
    for at in 0..file.len() {
        // One bit; for letters also the other case, which hexadecimal digits would not mind.
        let others = if file[at].is_ascii_alphabetic() { &[1, 0x20][..] } else { &[1] };
        for with in others {
            changed[at] ^= with;
            assert!(verify(&changed, &root).is_err(), "byte {at} of {}, with {with:#x}", file.len());
            changed[at] = file[at];
        }
    }
    assert!(verify(&changed, &root).is_ok());
}

#[test]
fn the_receipt_behind_it_counts_as_much() {
    let company = Company::new(1);
    let report = company.report("WO-1");
    let file = report.sealed(&company.device);
    let by = company.countersignature(&report);
    let key = company.issuer();
    let whole = countersign(&file, &by, &key).unwrap();
    assert!(whole.starts_with(&file));
    assert_eq!(countersign(&file, &by, &key).unwrap(), whole);
    let verified = verify(&whole, &root(&company)).unwrap();
    assert_eq!((verified.receipt.unwrap().seq, verified.file_hash), (42, Hash::of(&file)));
    let mut changed = whole.clone();
    for at in (0..file.len()).step_by(97).chain(file.len()..whole.len()) {
        changed[at] ^= 1;
        assert!(verify(&changed, &root(&company)).is_err(), "byte {at} of {}", whole.len());
        changed[at] = whole[at];
    }
    let other = company.report("WO-1234");
    let wrong = countersign(&file, &company.countersignature(&other), &key).unwrap();
    assert_eq!(verify(&wrong, &root(&company)).unwrap_err(), NotGenuine::Receipt);
}

#[test]
fn what_was_cut_or_put_behind_or_saved_again_is_not_it() {
    let company = Company::new(1);
    let file = company.report("WO-1").sealed(&company.device);
    for length in [0, 1, 100, file.len() / 2, file.len() - 1] {
        assert_eq!(verify(&file[..length], &root(&company)).unwrap_err(), NotGenuine::NoSeal, "{length}");
    }
    let longer = [file.as_slice(), b"\n"].concat();
    assert_eq!(verify(&longer, &root(&company)).unwrap_err(), NotGenuine::NoSeal);
    let mut again = Vec::new();
    lopdf::Document::load_mem(&file).unwrap().save_to(&mut again).unwrap();
    assert!(verify(&again, &root(&company)).is_err());
    for nothing in [&b""[..], b"%PDF-1.7", b"/ByteRange[0 0 0 0]", b"/ByteRange[0 1 2 99999999999999999999]"] {
        assert_eq!(verify(nothing, &root(&company)).unwrap_err(), NotGenuine::NoSeal);
    }
}

#[test]
fn the_part_at_fault_is_named() {
    let company = Company::new(1);
    let (first, second) = (company.report("WO-1"), company.report("WO-22"));
    let (file, other) = (first.sealed(&company.device), second.sealed(&company.device));
    let root = root(&company);
    let at = |file: &[u8], wanted: &[u8]| file.windows(wanted.len()).position(|bytes| bytes == wanted).unwrap();
    // The pages.
    let mut pages = file.clone();
    pages[at(&file, b"Pump replaced")] = b'L';
    assert_eq!(verify(&pages, &root).unwrap_err(), NotGenuine::View);
    // The record of another genuine report in the place of its own.
    let (own, foreign) = (first.record.to_bytes(), second.record.to_bytes());
    let place = at(&file, &own);
    let mut exchanged = file.clone();
    exchanged[place..place + own.len().min(foreign.len())].copy_from_slice(&foreign[..own.len().min(foreign.len())]);
    assert_eq!(verify(&exchanged, &root).unwrap_err(), NotGenuine::Record);
    let same_length = company.report("WO-2");
    let foreign = same_length.record.to_bytes();
    assert_eq!(foreign.len(), own.len());
    exchanged[place..place + own.len()].copy_from_slice(&foreign);
    assert_eq!(verify(&exchanged, &root).unwrap_err(), NotGenuine::View);
    // The ink.
    let mut ink = file.clone();
    ink[at(&file, &first.ink)] ^= 1;
    assert_eq!(verify(&ink, &root).unwrap_err(), NotGenuine::Seal);
    // The seal of another.
    let (from, to) = (at(&file, b"/Contents<3"), at(&other, b"/Contents<3"));
    let mut seal = file.clone();
    seal[from..from + 9_000].copy_from_slice(&other[to..to + 9_000]);
    assert_eq!(verify(&seal, &root).unwrap_err(), NotGenuine::Seal);
}

#[test]
fn key_record_and_signature_of_somebody_else_are_of_another_company() {
    let (company, forger) = (Company::new(1), Company::new(50));
    let report = forger.report("WO-1");
    assert_eq!(verify(&report.sealed(&forger.device), &root(&company)).unwrap_err(), NotGenuine::OtherCompany);
    // With the right root in the record, the chain is not by it.
    let mut report = forger.report("WO-1");
    report.record.root = company.root.public();
    assert_eq!(verify(&report.sealed(&forger.device), &root(&company)).unwrap_err(), NotGenuine::Certificate);
    // With the chain as well, the signature is not by that field device.
    report.record.chain = company.chain();
    assert_eq!(verify(&report.sealed(&forger.device), &root(&company)).unwrap_err(), NotGenuine::Signature);
    // With everything of the company's, the seal is not.
    let mut report = company.report("WO-1");
    report.record.x509 = forger.x509();
    assert_eq!(verify(&report.sealed(&forger.device), &root(&company)).unwrap_err(), NotGenuine::Seal);
}

#[test]
fn a_server_key_that_was_rotated_later_spoils_nothing() {
    let company = Company::new(1);
    let report = company.report("WO-1");
    let file = report.sealed(&company.device);
    let rotated = Company { server_key: SigningKey::from_bytes(&[99; 32]), serial: 2, ..Company::new(1) };
    let by = rotated.countersignature(&report);
    let whole = countersign(&file, &by, &rotated.issuer()).unwrap();
    assert!(verify(&whole, &root(&rotated)).unwrap().receipt.is_some());
}

#[test]
fn nothing_is_sealed_under_a_certificate_of_another_key() {
    let company = Company::new(1);
    let mut report = company.report("WO-1");
    report.record.x509.clear();
    let refused = onsite_evidence::seal(&report.to_seal(b"no PDF"), &company.device);
    assert!(matches!(refused, Err(SealError::NoCertificate)));
    let whole = company.report("WO-1");
    let refused = onsite_evidence::seal(&whole.to_seal(b"no PDF"), &company.device);
    assert!(matches!(refused, Err(SealError::Pdf(_))));
}
