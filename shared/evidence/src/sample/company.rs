//! A company with a field device, and reports that it sealed.

#![expect(clippy::unwrap_used, reason = "samples: whatever cannot be made stops the test that wants it")]

use super::pages;
use crate::{Countersignature, Issuer, PdfKey, Placed, Record, Shown, ToSeal, seal};
use onsite_domain::{
    Author, Id, Stamp, Subject, Word,
    acceptance::Verdict,
    fact::Fact,
    fact_kind,
    id::Hash,
    receipt::ReceiptFact,
    signature::{SignatureFact, SignedDocument},
};
use onsite_report::SignatureBoxes;
use onsite_wire::{
    CertificateChain, Sealed, ServerId, SigningKey, Statement,
    trust::{Certificate, ServerKeyCertificate, X509},
};

fn id(n: u128) -> Id {
    Id::from_parts(1, n)
}

pub struct Company {
    pub root: SigningKey,
    pub server_key: SigningKey,
    pub serial: u32,
    pub device: SigningKey,
}

impl Company {
    pub fn new(seed: u8) -> Self {
        let key = |n: u8| SigningKey::from_bytes(&[seed.wrapping_add(n); 32]);
        Self { root: key(0), server_key: key(1), serial: 1, device: key(2) }
    }

    pub fn server(&self) -> ServerId {
        ServerId::of_root(&self.root.public())
    }

    pub fn server_certificate(&self) -> Sealed<ServerKeyCertificate> {
        ServerKeyCertificate { key: self.server_key.public(), serial: self.serial, not_before_ms: 0 }.seal(&self.root)
    }

    pub fn chain(&self) -> CertificateChain {
        let certificate = Certificate {
            field_device: id(7),
            key: self.device.public(),
            user: id(8),
            organisation: id(9),
            issued_ms: 1_790_000_000_000,
        };
        CertificateChain {
            certificate: Sealed::seal(&certificate, self.server(), &self.server_key),
            server_key: self.server_certificate(),
        }
    }

    pub fn issuer(&self) -> Issuer {
        Issuer::found(&self.root, &self.server_key, 1_790_000_000_000).unwrap()
    }

    /// Of the field device, the server, the root.
    pub fn x509(&self) -> Vec<X509> {
        let point = PdfKey::beside(&self.device).point();
        self.issuer().field_device("Field device", "Example", &point, 1_790_000_000_000).unwrap()
    }

    /// Pages of a few words.
    pub fn report(&self, number: &str) -> Report {
        let (view, places) = pages(&[format!("Report {number}"), "Pump replaced".to_owned()], None);
        self.report_of(view, places, number)
    }

    /// Pages of any engine, about to be sealed.
    pub fn report_of(&self, view: Vec<u8>, places: SignatureBoxes, number: &str) -> Report {
        let ink = b"not looked at here".to_vec();
        let body = SignatureFact {
            documents: vec![SignedDocument { word: "visit".to_owned(), id: id(1), heads: vec![Hash::of(b"head")] }],
            view_hash: Hash::of(&view),
            ink: Some(Hash::of(&ink)),
            signer_name: "Ms Example".to_owned(),
            verdict: Some(Verdict::Accepted),
            ..SignatureFact::default()
        };
        let fact = Fact {
            id: id(100 + u128::from(number.len() as u64)),
            kind: "signature".to_owned(),
            author: Author::FieldDevice { field_device: id(7), user: id(8) },
            at: Stamp { wall_ms: 1_795_000_000_000, ..Stamp::default() },
            subjects: vec![Subject::new(Word::Visit, id(1))],
            body: fact_kind::body(&body),
        };
        let bytes = fact.to_bytes();
        let hash = Hash::of(&bytes);
        let record = Record {
            root: self.root.public(),
            chain: self.chain(),
            signature: self.device.sign(&Statement::Fact { server: self.server(), hash: &hash }),
            fact: bytes,
            view_bytes: view.len() as u64,
            x509: self.x509(),
            shown: Shown { number: number.to_owned(), device: "Pump".to_owned(), zone: "Asia/Shanghai".to_owned() },
        };
        Report { view, places, ink, record, fact }
    }

    pub fn countersignature(&self, report: &Report) -> Countersignature {
        let receipt = ReceiptFact {
            signature: report.fact.id,
            signature_hash: Hash::of(&report.record.fact),
            epoch: 1,
            seq: 42,
            chain: Hash::of(b"chain"),
            server_ms: 1_795_000_100_000,
        };
        let fact = Fact {
            id: id(200),
            kind: "receipt".to_owned(),
            author: Author::rule("receipts"),
            at: Stamp::default(),
            subjects: report.fact.subjects.clone(),
            body: fact_kind::body(&receipt),
        };
        let bytes = fact.to_bytes();
        let hash = Hash::of(&bytes);
        Countersignature {
            signature: self.server_key.sign(&Statement::Fact { server: self.server(), hash: &hash }),
            receipt: bytes,
            server_key: self.server_certificate(),
            x509: self.issuer().receipts("Example").unwrap(),
            at_ms: receipt.server_ms,
            name: "Example".to_owned(),
        }
    }
}

pub struct Report {
    pub view: Vec<u8>,
    pub places: SignatureBoxes,
    pub ink: Vec<u8>,
    pub record: Record,
    pub fact: Fact,
}

impl Report {
    pub fn sealed(&self, by: &SigningKey) -> Vec<u8> {
        seal(&self.to_seal(&super::stroke(self.places.customer.width, self.places.customer.height)), by).unwrap()
    }

    pub fn to_seal<'a>(&'a self, mark: &'a [u8]) -> ToSeal<'a> {
        let placed = |place, words| Placed { place, pdf: mark, words };
        ToSeal {
            view: &self.view,
            mark: placed(self.places.customer, "Ms Example 例"),
            seal: placed(self.places.engineer, "Sealed"),
            ink: Some(&self.ink),
            record: &self.record,
            name: "Example",
            at_ms: 1_795_000_000_000,
        }
    }
}
