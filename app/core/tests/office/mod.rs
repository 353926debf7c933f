//! The office of these stories: a company's keys, and what its server would have sent to a phone.

#![allow(dead_code, reason = "each story uses its part of the office")]

use onsite_core::{App, AppOptions, key_store::FileKeyStore};
use onsite_documents::ActorId;
use onsite_domain::{
    Author, Id, Stamp, Subject, Word,
    document::Write,
    fact::Fact,
    fact_kind::{self, FactBody},
    id::Hash,
    record::Record,
    record_kind,
};
use onsite_evidence::Issuer;
use onsite_store::{
    DocumentCache, Touched, derived, fact, ground,
    ports::{Clock, Ports, Random},
    record,
};
use onsite_wire::{
    CertificateChain, Message as _, Sealed, ServerId, SigningKey,
    enrol::{EnrolRequest, EnrolResponse, EnrolmentInvite},
    sync::{CursorRef, SignedCursor},
    trust::{Certificate, ServerKeyCertificate},
};
use serde::Serialize;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// 2026-11-23 08:00 in Shanghai.
pub(crate) const MORNING_MS: i64 = 1_795_392_000_000;
pub(crate) const MINUTE_MS: i64 = 60_000;

pub(crate) fn id(number: u128) -> Id {
    Id::from_parts(1, number)
}

/// A clock that a story moves.
#[derive(Clone)]
pub(crate) struct StoryClock(pub(crate) Arc<AtomicI64>);

impl StoryClock {
    pub(crate) fn wait_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * MINUTE_MS, Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn stamp(&self) -> Stamp {
        Stamp { wall_ms: self.0.load(Ordering::Relaxed), boot: 1, since_boot_ms: 1 }
    }
}

/// Counted randomness: a story gives the same ids every time.
struct StoryRandom(u64);

impl Random for StoryRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = Hash::of(&self.0.to_be_bytes()).0;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

pub(crate) struct Office {
    root: SigningKey,
    server_key: SigningKey,
    pub(crate) clock: StoryClock,
}

impl Office {
    pub(crate) fn new() -> Self {
        Self {
            root: SigningKey::from_bytes(&[1; 32]),
            server_key: SigningKey::from_bytes(&[2; 32]),
            clock: StoryClock(Arc::new(AtomicI64::new(MORNING_MS))),
        }
    }

    /// The end of a feed, as the server signs it.
    pub(crate) fn cursor(&self, field_device: Id) -> SignedCursor {
        let server = ServerId::of_root(&self.root.public());
        CursorRef { epoch: 1, seq: 1, chain: [0; 16] }.sign(server, field_device, &self.server_key)
    }

    /// Opens the store in a directory.
    pub(crate) fn open(&self, directory: &Path, seed: u64) -> App {
        App::open(AppOptions {
            directory,
            key_store: Box::new(FileKeyStore::new(directory.join("keys"))),
            ports: Ports { clock: Box::new(self.clock.clone()), random: Box::new(StoryRandom(seed << 32)) },
            vfs: None,
        })
        .unwrap()
    }

    /// A phone of a user, enrolled.
    pub(crate) fn phone(&self, directory: &Path, field_device: Id, user: Id) -> App {
        let mut app = self.open(directory, u64::try_from(user.random() & 0xFFFF).unwrap());
        self.enrol(&mut app, field_device, user);
        app
    }

    /// Enrols a user on a phone, as its first or as a further one.
    pub(crate) fn enrol(&self, app: &mut App, field_device: Id, user: Id) {
        let server = ServerId::of_root(&self.root.public());
        let invite = EnrolmentInvite {
            url: "https://onsite.example".to_owned(),
            root_fingerprint: self.root.public().fingerprint(),
            tls_pin: None,
            code: vec![7; 16],
        };
        let body = app.enrol_request(&invite, "phone", "test").unwrap();
        let request = EnrolRequest::from_wire(&body).unwrap();
        let server_key =
            ServerKeyCertificate { key: self.server_key.public(), serial: 1, not_before_ms: 0 }.seal(&self.root);
        let certificate =
            Certificate { field_device, key: request.key, user, organisation: id(900), issued_ms: MORNING_MS };
        let response = EnrolResponse {
            server,
            root: self.root.public(),
            server_keys: vec![server_key.clone()],
            certificate: CertificateChain {
                certificate: Sealed::seal(&certificate, server, &self.server_key),
                server_key,
            },
            field_device,
            user,
            epoch: 1,
            server_ms: MORNING_MS,
            recovery: None,
            x509: Issuer::found(&self.root, &self.server_key, MORNING_MS)
                .and_then(|issuer| issuer.field_device("phone", "Example", &request.pdf_key, MORNING_MS))
                .unwrap(),
        };
        app.finish_enrolment(&invite, &response.to_wire()).unwrap();
    }
}

/// What the office puts on a phone.
pub(crate) struct Delivery<'a> {
    pub(crate) app: &'a App,
    cache: DocumentCache,
    touched: Touched,
    next_fact: u128,
}

impl<'a> Delivery<'a> {
    pub(crate) fn to(app: &'a App) -> Self {
        let held: u32 = app.database().query_row("SELECT count(*) FROM fact", [], |row| row.get(0)).unwrap();
        let next_fact = 0xFAC7_0000 + u128::from(held);
        Self { app, cache: DocumentCache::default(), touched: Touched::new(), next_fact }
    }

    pub(crate) fn record<T: Serialize>(&mut self, word: Word, id: Id, body: &T) -> &mut Self {
        let body = serde_json::to_value(body).unwrap();
        record_kind::validate_record(word, &body).unwrap();
        let record = Record { word, id, epoch: 1, version: 1, at_ms: MORNING_MS, is_removed: false, body };
        record::put(self.app.database(), &record.to_bytes(), &[0; 64], &mut self.touched).unwrap();
        self
    }

    pub(crate) fn document(&mut self, subject: Subject, writes: &[Write]) -> &mut Self {
        let actor = ActorId([9; 16]);
        let desk = Author::Console { user: id(800) };
        ground::bind_actor(self.app.database(), &actor, &desk).unwrap();
        let document = self.cache.open_or_create(self.app.database(), subject).unwrap();
        let change = document.write(actor, MORNING_MS, writes).unwrap().unwrap();
        ground::append(self.app.database(), document, subject, &[change], &mut self.touched).unwrap();
        self
    }

    pub(crate) fn fact<T: FactBody>(&mut self, subjects: Vec<Subject>, body: &T) -> Id {
        self.next_fact += 1;
        let fact = Fact {
            id: id(self.next_fact),
            kind: T::KIND.to_owned(),
            author: Author::Console { user: id(800) },
            at: Stamp { wall_ms: MORNING_MS - 3_600_000, ..Stamp::default() },
            subjects,
            body: fact_kind::body(body),
        };
        fact_kind::check_fact(&fact).unwrap();
        fact::put(self.app.database(), &fact.to_bytes(), &[0; 64], None, false, &mut self.touched).unwrap();
        fact.id
    }

    pub(crate) fn arrive(&mut self) {
        derived::project(self.app.database(), &mut self.cache, &self.touched).unwrap();
    }
}

/// A grey picture.
pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let shade = |x: u32, y: u32| image::Rgb([u8::try_from((x * 7 + y * 3) % 251).unwrap(), 90, 120]);
    image::DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, shade))
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

pub(crate) fn ink() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(120, 40).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
