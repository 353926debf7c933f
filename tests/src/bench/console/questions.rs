//! What screens ask: every list with every filter they have, every search, every detail.

use super::company::{Company, DAY_MS};
use onsite_domain::Id;

/// One question: how it is called, and its address. Asked as the dispatcher where nobody else is named.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) path: String,
    pub(super) login: &'static str,
}

/// Not every list is for the dispatcher.
const ADMINISTRATOR: &str = "qian";
const STOCK_KEEPER: &str = "sun";
const CONTRACTOR: &str = "feng";

/// Statuses with commas between, as the chips of the lists send them.
const OPEN_STATUSES: &str = "new,verified,scheduled";

struct Asked(Vec<Question>);

impl Asked {
    fn by(&mut self, login: &'static str, name: &'static str, path: impl Into<String>) {
        self.0.push(Question { name, path: path.into(), login });
    }

    fn ask(&mut self, name: &'static str, path: impl Into<String>) {
        self.by("zheng", name, path);
    }
}

pub(super) fn of(company: &Company, now_ms: i64) -> Vec<Question> {
    let mut asked = Asked(Vec::new());
    orders(&mut asked, company);
    planning(&mut asked, company, now_ms);
    requests_and_visits(&mut asked, company, now_ms);
    devices(&mut asked, company);
    stock(&mut asked, company, now_ms);
    records(&mut asked, company);
    searches(&mut asked);
    people(&mut asked, company);
    of_the_contractor(&mut asked, company, now_ms);
    asked.0
}

fn text(id: Option<Id>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn instant(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map(|at| at.to_string()).unwrap_or_default()
}

fn day(ms: i64) -> String {
    instant(ms).get(..10).unwrap_or_default().to_owned()
}

fn orders(asked: &mut Asked, company: &Company) {
    let engineer = text(company.engineers.get(1).copied());
    let (customer, site, device) = (text(company.customer), text(company.site), text(company.device));
    let order = text(company.closed.map(|(order, _)| order));
    for (name, filter) in [
        ("orders", String::new()),
        ("orders, open", "only=open".to_owned()),
        ("orders, unassigned", "only=unassigned".to_owned()),
        ("orders, overdue", "only=overdue".to_owned()),
        ("orders, of some states", format!("status={OPEN_STATUSES}")),
        ("orders, done", "status=done".to_owned()),
        ("orders, cancelled", "status=cancelled".to_owned()),
        ("orders, closed", "status=closed".to_owned()),
        ("orders, waiting for an offer (rare)", "status=offered".to_owned()),
        ("orders, of a kind", "kind=maintain".to_owned()),
        ("orders, of a kind that is rare", "kind=train".to_owned()),
        ("orders, of a priority", "priority=high".to_owned()),
        ("orders, of a priority that is rare", "priority=critical".to_owned()),
        ("orders, open and of a rare kind", "only=open&kind=train".to_owned()),
        ("orders, of an engineer", format!("assignee={engineer}")),
        ("orders, open of an engineer", format!("assignee={engineer}&only=open&limit=100")),
        ("orders, of a device", format!("device={device}")),
        ("orders, open of a device", format!("device={device}&only=open&limit=20")),
        ("orders, of a customer", format!("customer={customer}")),
        ("orders, of a site", format!("site={site}")),
        ("orders, of a branch", format!("organisation={}", crate::demo::id("organisation", "contractor"))),
        ("orders, of a branch with few", format!("organisation={}", crate::demo::id("organisation", "branch"))),
        ("orders, of a request", format!("request={}", text(company.request))),
        ("orders, with words in common", "q=漏水".to_owned()),
        ("orders, with words and open", "q=leak&only=open".to_owned()),
        ("orders, with a rare word", "q=第77号".to_owned()),
        ("orders, changed since", format!("updated_since={}", "2026-01-01T00:00:00Z")),
        ("orders, changed since just now", format!("updated_since={}", "2030-01-01T00:00:00Z")),
        ("orders, a large page", "limit=200".to_owned()),
    ] {
        asked.ask(name, format!("/v1/work-orders?{filter}"));
    }
    asked.ask("order", format!("/v1/work-orders/{order}"));
    asked.ask("order, its trail", format!("/v1/audit/work_order/{order}?limit=20"));
    asked.ask("order, one field's trail", format!("/v1/audit/work_order/{order}?limit=20&field=title"));
    asked.ask("order, its conflicts", format!("/v1/attention?subject=work_order/{order}&open=true"));
    asked.ask("board", "/v1/work-orders/board");
    asked.ask("board, of a kind", "/v1/work-orders/board?kind=repair");
    asked.ask("board, of a kind that is rare", "/v1/work-orders/board?kind=train");
    asked.ask("counts", "/v1/counts");
}

fn planning(asked: &mut Asked, company: &Company, now_ms: i64) {
    let (from, to) = (instant(now_ms - 3 * DAY_MS), instant(now_ms + 4 * DAY_MS));
    let ahead = instant(now_ms + 3 * DAY_MS);
    asked.ask("schedule of a week", format!("/v1/schedule?from={from}&to={to}"));
    asked.ask("schedule of a day", format!("/v1/schedule?from={}&to={}", instant(now_ms), instant(now_ms + DAY_MS)));
    asked.ask("map: three days", format!("/v1/schedule?from={}&to={ahead}", instant(now_ms - DAY_MS)));
    asked.ask("engineers", format!("/v1/engineers?day={}", day(now_ms)));
    asked.ask("orders to plan", "/v1/work-orders/unassigned?limit=100");
    asked.ask("orders to plan, a large page", "/v1/work-orders/unassigned?limit=200");
    if let Some(order) = company.unassigned.first() {
        asked.ask("proposals", format!("/v1/work-orders/{order}/proposals?from={}&to={ahead}", instant(now_ms)));
    }
    let (back, month) = (instant(now_ms - 60 * DAY_MS), instant(now_ms + 30 * DAY_MS));
    asked.ask(
        "maintenance due in a month",
        format!("/v1/maintenance-due?limit=100&from={}&to={month}", instant(now_ms)),
    );
    asked.ask(
        "maintenance that is late",
        format!("/v1/maintenance-due?limit=100&only=late&from={back}&to={}", instant(now_ms)),
    );
}

fn requests_and_visits(asked: &mut Asked, company: &Company, now_ms: i64) {
    let engineer = text(company.engineers.get(1).copied());
    for (name, filter) in [
        ("requests", String::new()),
        ("requests, to answer", "status=received,verified".to_owned()),
        ("requests, solved by phone (rare)", "status=solved_remotely".to_owned()),
        ("requests, by phone", "channel=phone".to_owned()),
        ("requests, by e-mail (rare)", "channel=email".to_owned()),
        ("requests, of a customer", format!("customer={}", text(company.customer))),
        ("requests, of a device", format!("device={}", text(company.device))),
        ("requests, with words", "q=漏水".to_owned()),
        ("requests, to answer with words", "q=漏水&status=received".to_owned()),
    ] {
        asked.ask(name, format!("/v1/requests?{filter}"));
    }
    asked.ask("request", format!("/v1/requests/{}", text(company.request)));
    asked.ask("request, its trail", format!("/v1/audit/request/{}?limit=20", text(company.request)));
    for (name, filter) in [
        ("visits", String::new()),
        ("visits, to review", "status=finished,not_completed,second_visit_needed&limit=200".to_owned()),
        ("visits, under way", "status=travelling,on_site,working".to_owned()),
        ("visits, returned (rare)", "status=returned".to_owned()),
        ("visits, of an engineer", format!("assignee={engineer}")),
        ("visits, to review of an engineer", format!("assignee={engineer}&status=finished")),
        ("visits, of a device", format!("device={}", text(company.device))),
        ("visits, changed since", "updated_since=2026-01-01T00:00:00Z".to_owned()),
        ("visits, changed since just now", "updated_since=2030-01-01T00:00:00Z".to_owned()),
    ] {
        asked.ask(name, format!("/v1/visits?{filter}"));
    }
    let visit = text(company.to_review.map(|(_, visit)| visit));
    asked.ask("visit", format!("/v1/visits/{visit}"));
    asked.ask("visit, its review", format!("/v1/visits/{visit}/review"));
    asked.ask("visit, its trail", format!("/v1/audit/visit/{visit}?limit=20"));
    let (from, until) = (instant(now_ms - 30 * DAY_MS), instant(now_ms));
    asked.by("zhao", "sample of visits", format!("/v1/visits/sample?from={from}&until={until}&percent=5&seed=bench"));
    for (name, filter) in [
        ("attention", "open=true&limit=200"),
        ("attention, decided", "open=false"),
        ("attention, of a kind", "kind=field_conflict"),
        ("attention, of a kind that is rare", "kind=clock_jump"),
        ("attention, of stock", "kind=stock_discrepancy"),
    ] {
        asked.ask(name, format!("/v1/attention?{filter}"));
    }
}

fn devices(asked: &mut Asked, company: &Company) {
    let device = text(company.device);
    for (name, filter) in [
        ("devices", String::new()),
        ("devices, of a customer", format!("customer={}", text(company.customer))),
        ("devices, of a site", format!("site={}&limit=50", text(company.site))),
        ("devices, of a model", "model=KX-7".to_owned()),
        ("devices, by serial", "serial=KX000003".to_owned()),
        ("devices, in use", "life_cycle=in_use".to_owned()),
        ("devices, stopped", "life_cycle=stopped".to_owned()),
        ("devices, disposed of (rare)", "life_cycle=disposed".to_owned()),
        ("devices, warranty over", "warranty_ends_before=2026-11-30".to_owned()),
        ("devices, warranty ends soon", "warranty_ends_from=2026-11-30&warranty_ends_before=2027-02-28".to_owned()),
        ("devices, of a contract", format!("contract={}", text(company.contract))),
        ("devices, of a plan", format!("plan={}", text(company.plan))),
        ("devices, without a code", "has_code=false".to_owned()),
        ("devices, with a code", "has_code=true".to_owned()),
        ("devices, doubles", "is_double=true".to_owned()),
        ("devices, of a customer without a code", format!("customer={}&has_code=false", text(company.customer))),
        ("devices, with words", "q=空压机".to_owned()),
        ("devices, with a serial as words", "q=KX000123".to_owned()),
        ("devices, stopped with words", "q=compressor&life_cycle=stopped".to_owned()),
    ] {
        asked.ask(name, format!("/v1/devices?{filter}"));
    }
    asked.ask("device", format!("/v1/devices/{device}"));
    asked.ask("device, its life", format!("/v1/devices/{device}/history"));
    asked.ask("device, its readings", format!("/v1/devices/{device}/readings"));
    asked.ask("device, maintenance due", format!("/v1/devices/{device}/maintenance-due"));
    asked.ask("device, its trail", format!("/v1/audit/device/{device}?limit=20"));
}

fn stock(asked: &mut Asked, company: &Company, now_ms: i64) {
    let (warehouse, van, part) = (text(company.warehouse), text(company.van), text(company.part));
    let customers = crate::demo::id("stock_location", "customer").to_string();
    let month = instant(now_ms - 30 * DAY_MS);
    for (name, path) in [
        ("stock locations", "/v1/stock/locations?limit=200".to_owned()),
        ("stock locations, warehouses", "/v1/stock/locations?kind=warehouse".to_owned()),
        ("stock locations, vans", "/v1/stock/locations?kind=van&limit=50".to_owned()),
        ("stock location, a warehouse", format!("/v1/stock/locations/{warehouse}")),
        ("stock location, a van", format!("/v1/stock/locations/{van}")),
        ("stock location, at customers", format!("/v1/stock/locations/{customers}")),
        ("stock location, its trail", format!("/v1/audit/stock_location/{warehouse}?limit=20")),
        ("count list of a warehouse", format!("/v1/stock/locations/{warehouse}/count-list")),
        ("custody of a van", format!("/v1/stock/locations/{van}/custody")),
        ("movements", "/v1/stock/movements".to_owned()),
        ("movements, of a warehouse", format!("/v1/stock/movements?location={warehouse}")),
        ("movements, at customers", format!("/v1/stock/movements?location={customers}")),
        ("movements, of a van", format!("/v1/stock/movements?location={van}")),
        ("movements, of a part", format!("/v1/stock/movements?part={part}")),
        ("movements, of a part at a warehouse", format!("/v1/stock/movements?part={part}&location={warehouse}")),
        ("movements, of a reason", "/v1/stock/movements?reason=use".to_owned()),
        ("movements, of a reason that is rare", "/v1/stock/movements?reason=scrap".to_owned()),
        ("movements, of a reason at a warehouse", format!("/v1/stock/movements?reason=scrap&location={warehouse}")),
        ("movements, of a reason at customers", format!("/v1/stock/movements?reason=scrap&location={customers}")),
        ("movements, of a month", format!("/v1/stock/movements?since={month}")),
        ("movements, before a month", format!("/v1/stock/movements?until={month}")),
        ("low stock", "/v1/stock/low".to_owned()),
        ("low stock, of a place", format!("/v1/stock/low?location={warehouse}")),
        ("low stock, of a part", format!("/v1/stock/low?part={part}")),
        ("parcels", "/v1/stock/parcels".to_owned()),
        ("counts of stock", "/v1/stock/counts".to_owned()),
        ("freeze", "/v1/stock/freeze".to_owned()),
        ("part requests", "/v1/part-requests".to_owned()),
        ("part requests, to rule", "/v1/part-requests?status=requested".to_owned()),
        ("part requests, accepted", "/v1/part-requests?status=accepted".to_owned()),
        ("part requests, of a van", format!("/v1/part-requests?location={van}")),
        ("part request", format!("/v1/part-requests/{}", text(company.part_request))),
        ("part", format!("/v1/parts/{part}")),
        ("serial", format!("/v1/parts/{part}/serials/SN-000014?limit=100")),
        ("attention of stock", "/v1/attention?kind=count_difference".to_owned()),
    ] {
        asked.by(STOCK_KEEPER, name, path);
    }
}

fn records(asked: &mut Asked, company: &Company) {
    for word in [
        "customer",
        "site",
        "contact",
        "part",
        "article",
        "bulletin",
        "contract",
        "warranty",
        "maintenance_plan",
        "procedure",
        "organisation",
        "team",
        "fault_code",
        "order_kind",
        "settings",
    ] {
        let name: &'static str = match word {
            "customer" => "customers",
            "site" => "sites",
            "contact" => "contacts",
            "part" => "parts",
            "article" => "articles",
            "contract" => "contracts",
            "maintenance_plan" => "maintenance plans",
            _ => "records of another word",
        };
        asked.by("zhao", name, format!("/v1/records/{word}?limit=200"));
    }
    let customer = text(company.customer);
    asked.ask("customer", format!("/v1/records/customer/{customer}"));
    asked.ask("customer, its sites", format!("/v1/records/site?customer={customer}"));
    asked.ask("customer, its contacts", format!("/v1/records/contact?customer={customer}"));
    asked.ask("customer, its trail", format!("/v1/audit/customer/{customer}?limit=20"));
    asked.ask("site", format!("/v1/records/site/{}", text(company.site)));
}

fn searches(asked: &mut Asked) {
    for (name, words) in [
        ("search, two Chinese characters", "漏水"),
        ("search, an English word", "pressure"),
        ("search, a serial", "KX000123"),
        ("search, a name", "示例医院00012"),
        ("search, a phone", "5555 0123"),
        ("search, what is nowhere", "zzzzqqq"),
        ("search, one character", "漏"),
    ] {
        asked.ask(name, format!("/v1/search?limit=30&q={words}"));
    }
    for (name, word, words) in [
        ("picker of customers", "customer", "示例医院"),
        ("picker of sites", "site", "示例"),
        ("picker of devices", "device", "KX"),
        ("picker of parts", "part", "备件"),
        ("picker of people", "user", "工程师"),
    ] {
        asked.ask(name, format!("/v1/search?limit=12&word={word}&q={words}"));
    }
}

fn people(asked: &mut Asked, company: &Company) {
    asked.by(ADMINISTRATOR, "users", "/v1/users?limit=200");
    asked.by(ADMINISTRATOR, "users, engineers", "/v1/users?role=engineer&limit=200");
    asked.by(ADMINISTRATOR, "user", format!("/v1/users/{}", text(company.engineers.get(1).copied())));
    asked.by(ADMINISTRATOR, "field devices", "/v1/field-devices?limit=200");
    let of = company.engineers.iter().take(200).map(|id| format!("user/{id}")).collect::<Vec<_>>().join(",");
    asked.ask("names of two hundred", format!("/v1/names?of={of}"));
}

fn of_the_contractor(asked: &mut Asked, company: &Company, now_ms: i64) {
    let (from, to) = (instant(now_ms - 3 * DAY_MS), instant(now_ms + 4 * DAY_MS));
    for (name, path) in [
        ("contractor: orders", "/v1/work-orders".to_owned()),
        ("contractor: orders, open", "/v1/work-orders?only=open".to_owned()),
        ("contractor: orders, unassigned", "/v1/work-orders?only=unassigned".to_owned()),
        ("contractor: orders, overdue", "/v1/work-orders?only=overdue".to_owned()),
        ("contractor: orders with words", "/v1/work-orders?q=漏水".to_owned()),
        ("contractor: board", "/v1/work-orders/board".to_owned()),
        ("contractor: counts", "/v1/counts".to_owned()),
        ("contractor: schedule of a week", format!("/v1/schedule?from={from}&to={to}")),
        ("contractor: engineers", format!("/v1/engineers?day={}", day(now_ms))),
        ("contractor: visits", "/v1/visits".to_owned()),
        ("contractor: visits to review", "/v1/visits?status=finished,second_visit_needed".to_owned()),
        ("contractor: devices", "/v1/devices".to_owned()),
        ("contractor: devices of a customer", format!("/v1/devices?customer={}", text(company.customer))),
        ("contractor: search", "/v1/search?limit=30&q=漏水".to_owned()),
        ("contractor: search, a serial", "/v1/search?limit=30&q=KX000123".to_owned()),
        ("contractor: users", "/v1/users?limit=200".to_owned()),
    ] {
        asked.by(CONTRACTOR, name, path);
    }
}
