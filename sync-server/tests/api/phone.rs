//! A field device that signs its requests, as far as the routes go.

use crate::support::{Company, Reply, request, send, user_of};
use axum::body::Body;
use onsite_documents::RawChange;
use onsite_domain::{
    Author, Id, Stamp, Subject,
    fact::Fact,
    fact_kind::{self, FactBody},
    id::Hash,
    user::Role,
};
use onsite_store::ground;
use onsite_wire::{
    AuthorRef, MEDIA_TYPE, Message as _, PATH_SYNC, PROTOCOL, ServerId, SigningKey, Statement, SubjectRef,
    enrol::EnrolRequest,
    push::{ActorBinding, CHAIN_START, FactPart, Push, RunPart, Unit, UnitRun},
    request::{HEADER, RequestLine, RequestSignature},
    sync::{SyncRequest, SyncResponse},
};

pub(crate) struct Phone {
    router: axum::Router,
    server: ServerId,
    key: SigningKey,
    pub(crate) field_device: Id,
    pub(crate) counter: u64,
}

impl Phone {
    /// Enrols one for the engineer.
    pub(crate) async fn enrol(company: &Company) -> Self {
        let enrolled = company
            .writer
            .write(|store| {
                let invite = store.invite(user_of(Role::Engineer), "https://onsite.example")?;
                let server = store.keys().server;
                let request = enrol_request(server, &invite.code);
                Ok((server, store.enrol(&request)?.field_device))
            })
            .await;
        let (server, field_device) = enrolled.unwrap();
        Self { router: company.router.clone(), server, key: key(), field_device, counter: 0 }
    }

    /// A request to enrol once more, with some code.
    pub(crate) fn enrol_request(&self, code: &[u8]) -> Vec<u8> {
        enrol_request(self.server, code).to_wire()
    }

    /// The header that signs a request under the next counter.
    pub(crate) fn sign(&mut self, method: &str, path: &str, body: &[u8]) -> String {
        self.counter += 1;
        let line = RequestLine { method, path, body: &Hash::of(body) };
        RequestSignature::sign(line, self.server, self.field_device, self.counter, &self.key).to_header()
    }

    /// Something that its user did.
    pub(crate) fn fact<T: FactBody>(&self, id: Id, at: Stamp, subjects: Vec<Subject>, body: &T) -> Fact {
        Fact { id, kind: T::KIND.to_owned(), author: self.author(), at, subjects, body: fact_kind::body(body) }
    }

    fn author(&self) -> Author {
        Author::FieldDevice { field_device: self.field_device, user: user_of(Role::Engineer) }
    }

    /// Its first push, with one unit.
    pub(crate) fn unit(&self, stamp: Stamp, change: Option<(Subject, RawChange)>, facts: &[Fact]) -> Push {
        let user = user_of(Role::Engineer);
        let author = self.author();
        let facts = facts.iter().map(|fact| {
            let bytes = fact.to_bytes();
            let signature = self.key.sign(&Statement::Fact { server: self.server, hash: &Hash::of(&bytes) });
            FactPart { bytes, signature }
        });
        let unit = Unit {
            stamp,
            runs: change.iter().map(|_| UnitRun { run: 0, change_count: 1 }).collect(),
            facts: facts.collect(),
            ..Unit::default()
        };
        let run = |(subject, change): &(Subject, RawChange)| {
            let run = Statement::Run {
                server: self.server,
                subject: &SubjectRef::from(*subject),
                actor: &change.meta.actor.0,
                author: &AuthorRef::from(&author),
                newest: &change.meta.hash,
            };
            RunPart {
                subject: SubjectRef::from(*subject),
                actor: 0,
                is_creating: false,
                bytes: ground::encode_run(*subject, change.meta.actor, &[&change.bytes]),
                change_count: 1,
                newest: None,
                signature: self.key.sign(&run),
            }
        };
        Push {
            branch: [1; 16],
            parent: CHAIN_START,
            first_number: 1,
            actors: change.iter().map(|(_, change)| ActorBinding { actor: change.meta.actor.0, user }).collect(),
            runs: change.iter().map(run).collect(),
            units: vec![unit],
            blobs: vec![],
        }
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, body: Vec<u8>) -> Reply {
        let signature = self.sign(method, path, &body);
        let mut asked = request(method, path, &[(HEADER, &signature), ("content-type", MEDIA_TYPE)], None);
        *asked.body_mut() = Body::from(body);
        send(&self.router, asked).await
    }

    pub(crate) async fn sync(&mut self, asked: SyncRequest) -> SyncResponse {
        let body = SyncRequest { protocol: PROTOCOL, app_version: "1".to_owned(), ..asked }.to_wire();
        let signature = self.sign("POST", PATH_SYNC, &body);
        let mut asked = request("POST", PATH_SYNC, &[(HEADER, &signature)], None);
        *asked.body_mut() = Body::from(body);
        let response = tower::ServiceExt::oneshot(self.router.clone(), asked).await.unwrap();
        assert!(response.status().is_success(), "{}", response.status());
        let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
        SyncResponse::from_wire(&bytes).unwrap()
    }
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn enrol_request(server: ServerId, code: &[u8]) -> EnrolRequest {
    EnrolRequest {
        protocol: PROTOCOL,
        proof: EnrolRequest::prove(server, code, &key()),
        code: code.to_vec(),
        key: key().public(),
        name: "phone".to_owned(),
        platform: "android".to_owned(),
        app_version: "1".to_owned(),
        stamp: Stamp::default(),
        certificates: vec![],
        pdf_key: Vec::new(),
    }
}
