//! A server with a small company, and people who sit at its desks.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use onsite_domain::{Author, Id, Stamp, Subject, Word, user::Role};
use onsite_server::{
    ServerKeys, ServerStore, StoreOptions, Writer,
    http::{AppState, Options, router_with},
    office::NewWorkOrder,
    password,
};
use onsite_store::{
    Touched,
    ports::{Clock, Ports, Random},
};
use serde_json::{Value, json};
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "a plainly fictional secret";
pub(crate) const COMPANY: u64 = 1;
pub(crate) const CONTRACTOR: u64 = 2;
pub(crate) const CUSTOMER: u64 = 10;
pub(crate) const SITE: u64 = 11;
pub(crate) const DEVICE: u64 = 12;
pub(crate) const OTHER_DEVICE: u64 = 13;
pub(crate) const PART: u64 = 20;
pub(crate) const WAREHOUSE: u64 = 21;
pub(crate) const TRANSIT: u64 = 22;
pub(crate) const SETTINGS: u64 = 30;
/// On [`DEVICE`], beside `CODE-1`.
pub(crate) const CODE: &str = "7F3K9XABCDEE";
pub(crate) const ENGINEER: u64 = 100;

pub(crate) fn id(number: u64) -> Id {
    Id::from_parts(1_700_000_000_000, u128::from(number))
}

/// The user with a role.
pub(crate) fn user_of(role: Role) -> Id {
    let place = Role::ALL.iter().position(|known| *known == role).unwrap();
    id(ENGINEER + u64::try_from(place).unwrap())
}

struct Hands(Arc<AtomicI64>);

impl Clock for Hands {
    fn stamp(&self) -> Stamp {
        Stamp { wall_ms: self.0.load(Ordering::SeqCst), boot: 1, since_boot_ms: 1 }
    }
}

/// Different every time, the same in every run.
struct Counted(u64);

impl Random for Counted {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            chunk.copy_from_slice(&self.0.to_be_bytes()[..chunk.len()]);
        }
    }
}

pub(crate) struct Company {
    pub(crate) router: Router,
    pub(crate) writer: Writer,
    pub(crate) clock: Arc<AtomicI64>,
    _directory: tempfile::TempDir,
}

/// What triggers keep beside views, each with the view that makes it.
const KEPT: &[(&str, &str, &str)] = &[
    ("schedule_row", "schedule_made", "subject, from_ms, to_ms, body"),
    ("article_use", "article_use_made", "article, visit, is_solved, at_ms, by_user"),
    ("view_brief", "view_brief_made", "subject, body"),
    ("device_row", "device_row_made", "subject, life_cycle, has_code, contract, warranty, warranty_ends_on"),
];

impl Company {
    /// Rows that triggers keep are those that would be made anew.
    pub(crate) async fn check_kept_rows(&self) {
        let check = |store: &mut onsite_server::ServerStore| {
            for (kept, made, columns) in KEPT {
                for (one, other) in [(kept, made), (made, kept)] {
                    let sql = format!(
                        "SELECT count(*) FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other})"
                    );
                    let count: i64 = store.database().query_row(&sql, [], |row| row.get(0)).unwrap();
                    assert_eq!(count, 0, "rows of {one} that are not in {other}");
                }
            }
            Ok(())
        };
        self.writer.write(check).await.unwrap();
    }
}

/// Somebody with a session.
#[derive(Clone)]
pub(crate) struct Person {
    router: Router,
    cookie: String,
    csrf: String,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.unwrap();
    let body =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
    Reply { status: parts.status, headers: parts.headers, body }
}

pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    match body {
        Some(body) => builder
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(serde_json::to_vec(body).unwrap()))
            .unwrap(),
        None => builder.body(Body::empty()).unwrap(),
    }
}

impl Person {
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(&body), &[]).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>, more: &[(&str, &str)]) -> Reply {
        let mut headers = vec![("cookie", self.cookie.as_str()), ("x-csrf", self.csrf.as_str())];
        headers.extend(more);
        send(&self.router, request(method, path, &headers, body)).await
    }

    /// Gives the server a file.
    pub(crate) async fn bring(&self, bytes: &'static [u8]) -> Reply {
        let headers = [("cookie", self.cookie.as_str()), ("x-csrf", self.csrf.as_str())];
        let mut asked = request("POST", "/v1/files", &headers, None);
        *asked.body_mut() = Body::from(bytes);
        send(&self.router, asked).await
    }

    /// As another site would send it: with the cookie, without the value that only our own page can read.
    pub(crate) async fn send_without_csrf(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        send(&self.router, request(method, path, &[("cookie", &self.cookie)], body)).await
    }
}

/// Hashed once for everybody: argon2 is slow on purpose.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash(PASSWORD, [3; 16]).unwrap())
}

impl Company {
    pub(crate) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Self {
        Self::made(options, 7)
    }

    /// Another company, with other keys.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::made(Options::default(), seed)
    }

    fn made(options: Options, keys_seed: u64) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(1_795_000_000_000));
        // The same keys everywhere; what is drawn after that differs.
        let open = |seed: u64| {
            let mut ports = Ports { clock: Box::new(Hands(Arc::clone(&clock))), random: Box::new(Counted(keys_seed)) };
            let (keys, _) = ServerKeys::generate(&mut ports).unwrap();
            if seed > 0 {
                ports.random = Box::new(Counted(seed));
            }
            ServerStore::open(StoreOptions { directory: directory.path(), keys, ports, vfs: None }).unwrap()
        };
        let mut store = open(0);
        store.run(found).unwrap();
        let hints = store.hints();
        let writer = Writer::start(store).unwrap().with_readers(vec![open(1_001), open(2_002)]).unwrap();
        let router = router_with(AppState { writer: writer.clone(), hints }, options);
        Self { router, writer, clock, _directory: directory }
    }

    pub(crate) async fn log_in(&self, login: &str, password: &str) -> Reply {
        let body = json!({ "login": login, "password": password });
        send(&self.router, request("POST", "/v1/session", &[], Some(&body))).await
    }

    pub(crate) async fn person(&self, role: Role) -> Person {
        self.signed_in(role.as_str()).await
    }

    pub(crate) async fn signed_in(&self, login: &str) -> Person {
        let reply = self.log_in(login, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        let csrf = reply.body["csrf"].as_str().unwrap().to_owned();
        Person { router: self.router.clone(), cookie, csrf }
    }

    /// An order for a device, given to an organisation.
    pub(crate) async fn order(&self, device: u64, organisation: u64) -> (Id, Option<Id>) {
        let order = NewWorkOrder {
            kind: onsite_domain::order_kind::Kind::Repair,
            title: Some("漏水 leak".to_owned()),
            device: Some(id(device)),
            customer: Some(id(CUSTOMER)),
            organisation: Some(id(organisation)),
            ..NewWorkOrder::default()
        };
        let author = Author::Console { user: user_of(Role::Dispatcher) };
        let created = self.writer.write(move |store| store.create_work_order(&author, order)).await.unwrap();
        (created.work_order, created.visit)
    }

    /// Derives everything anew from what is kept.
    pub(crate) async fn rebuild(&self) {
        let rebuilt = self.writer.write(|store| {
            let mut cache = onsite_store::ground::DocumentCache::default();
            Ok(onsite_store::derived::rebuild(store.database(), &mut cache)?)
        });
        rebuilt.await.unwrap();
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }
}

fn found(store: &mut ServerStore) -> Result<(), onsite_server::ServerError> {
    let author = Author::rule("init");
    let mut touched = Touched::new();
    let name = |text: &str| json!({ "en": text });
    let company = id(COMPANY).to_string();
    let mut records = vec![
        (Word::Organisation, COMPANY, json!({ "kind": "company", "name": name("Example Service") })),
        (
            Word::Organisation,
            CONTRACTOR,
            json!({ "kind": "contractor", "name": name("Example Contractor"), "parent": company }),
        ),
        (Word::Customer, CUSTOMER, json!({ "name": name("Example Hospital"), "organisation": company })),
        (Word::Site, SITE, json!({ "name": name("Main building"), "customer": id(CUSTOMER), "zone": "Asia/Shanghai" })),
        (
            Word::Part,
            PART,
            json!({ "number": "P-1", "name": name("Pump"), "base_unit": "piece", "tracked_by": "none" }),
        ),
    ];
    records.push((
        Word::Settings,
        SETTINGS,
        json!({
            "company_name": { "en": "Example <Service>", "zh": "示例服务" }, "company_phone": "+86 21 5555 0100",
            "public_url": "https://service.example/",
        }),
    ));
    for (number, serial, codes) in [(DEVICE, "SN-1", vec!["CODE-1", CODE]), (OTHER_DEVICE, "SN-2", vec!["CODE-2"])] {
        let body = json!({
            "serial": serial, "model": "CT-9", "customer": id(CUSTOMER), "site": id(SITE), "codes": codes,
            "name": name("Scanner"), "organisation": company, "life_cycle": "in_use",
        });
        records.push((Word::Device, number, body));
    }
    for (number, kind) in [(WAREHOUSE, "warehouse"), (TRANSIT, "in_transit")] {
        records.push((
            Word::StockLocation,
            number,
            json!({ "kind": kind, "name": name(kind), "organisation": company }),
        ));
    }
    for role in Role::ALL {
        let organisation = if *role == Role::ContractorDispatcher { CONTRACTOR } else { COMPANY };
        let body = json!({
            "login": role.as_str(), "name": name(role.as_str()), "organisation": id(organisation), "roles": [role],
        });
        let subject = Subject::new(Word::User, user_of(*role));
        store.put_record(&author, subject, body, &mut touched)?;
        store.put_password(subject.id, password_hash())?;
    }
    for (word, number, body) in records {
        store
            .put_record(&author, Subject::new(word, id(number)), body, &mut touched)
            .unwrap_or_else(|e| panic!("{word}: {e}"));
    }
    store.finish(&touched)
}
