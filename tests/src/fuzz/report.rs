//! Reports that somebody hands back: PDFs with a seal of ours or without. Nothing but the very file that was sealed is genuine.

use onsite_domain::id::Hash;
use onsite_evidence::{Root, attached, content, countersign, sample::Company, verify};
use std::sync::LazyLock;

struct Sealed {
    root: Root,
    sealed: Vec<u8>,
    countersigned: Vec<u8>,
}

static SEALED: LazyLock<Sealed> = LazyLock::new(make);

#[expect(clippy::expect_used, reason = "a sample that cannot be made stops the test")]
fn make() -> Sealed {
    let company = Company::new(1);
    let report = company.report("W-1");
    let sealed = report.sealed(&company.device);
    let countersigned =
        countersign(&sealed, &company.countersignature(&report), &company.issuer()).expect("countersigned");
    Sealed { root: Root::from(company.root.public()), sealed, countersigned }
}

pub(super) fn honest() -> Vec<Vec<u8>> {
    vec![SEALED.sealed.clone(), SEALED.countersigned.clone()]
}

pub(super) fn run(bytes: &[u8]) {
    if let Ok(verified) = verify(bytes, &SEALED.root) {
        assert_eq!(verified.file_hash, Hash::of(&SEALED.sealed), "another file passes for the report");
        let is_known = bytes == SEALED.sealed || bytes == SEALED.countersigned;
        assert!(is_known, "a changed file passes for the report");
    }
    drop(content(bytes));
    drop(attached(bytes, "ink.png"));
}
