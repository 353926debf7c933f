//! Tables out and in over HTTP.

use crate::support::{
    COMPANY, CONTRACTOR, CUSTOMER, Company, DEVICE, OTHER_DEVICE, PART, Reply, WAREHOUSE, id, request, send,
};
use axum::{body::Body, http::StatusCode};
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use onsite_domain::user::Role;
use serde_json::{Value, json};
use std::io::Cursor;

/// A table as somebody's browser gets it.
pub(crate) async fn table(company: &Company, login: &str, path: &str) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let cookie = company.log_in(login, crate::support::PASSWORD).await.header("set-cookie").to_owned();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let asked = request("GET", path, &[("cookie", &cookie)], None);
    let response = tower::ServiceExt::oneshot(company.router.clone(), asked).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, axum::body::to_bytes(body, 64 << 20).await.unwrap().to_vec())
}

pub(crate) async fn import(company: &Company, login: &str, path: &str, body: &[u8], more: &[(&str, &str)]) -> Reply {
    let signed_in = company.log_in(login, crate::support::PASSWORD).await;
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
    let csrf = signed_in.body["csrf"].as_str().unwrap().to_owned();
    let mut headers = vec![("cookie", cookie.as_str()), ("x-csrf", csrf.as_str()), ("content-type", "text/csv")];
    headers.extend(more);
    let mut asked = request("POST", path, &headers, None);
    *asked.body_mut() = Body::from(body.to_vec());
    send(&company.router, asked).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_comes_as_csv_with_its_filters_and_without_formulas() {
    let company = Company::new();
    let wang = company.person(Role::Dispatcher).await;
    for device in [DEVICE, OTHER_DEVICE] {
        wang.post("/v1/work-orders", json!({ "kind": "repair", "title": "=cmd|' /C calc'!A0", "device": id(device) }))
            .await;
    }
    let (status, headers, bytes) = table(&company, "dispatcher", "/v1/work-orders.csv").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(headers["x-rows"], "2");
    assert_eq!(headers["x-has-more"], "false");
    assert!(headers["content-disposition"].to_str().unwrap().contains("work-orders.csv"));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\u{feff}number,status,since,"), "{text}");
    assert!(text.contains("'=cmd|") && !text.contains(",=cmd"), "{text}");

    let path = format!("/v1/work-orders.csv?bom=false&device={}", id(DEVICE));
    let (_, headers, bytes) = table(&company, "dispatcher", &path).await;
    assert_eq!(headers["x-rows"], "1");
    assert!(bytes.starts_with(b"number,") && String::from_utf8(bytes).unwrap().contains(&id(DEVICE).to_string()));
    let (status, ..) = table(&company, "dispatcher", "/v1/work-orders.csv?bom=perhaps").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_more_than_a_page_is_whole() {
    let company = Company::new();
    for _ in 0..205 {
        company.order(DEVICE, COMPANY).await;
    }
    let (_, headers, bytes) = table(&company, "dispatcher", "/v1/visits.csv").await;
    assert_eq!(headers["x-rows"], "205");
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 206);
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_comes_as_a_spreadsheet_and_a_contractor_gets_what_it_was_given() {
    let company = Company::new();
    let keeper = company.person(Role::StockKeeper).await;
    let supplier = json!({ "kind": "supplier", "name": { "en": "Example Supply" }, "organisation": id(COMPANY) });
    let made = keeper.send("PUT", &format!("/v1/records/stock_location/{}", id(23)), Some(&supplier), &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let line = json!({ "part": id(PART), "quantity": 5_000, "condition": "new", "lot": "=L1" });
    let received = keeper.post("/v1/stock/receive", json!({ "warehouse": id(WAREHOUSE), "lines": [line] })).await;
    assert_eq!(received.status, StatusCode::CREATED, "{}", received.body);
    let (status, headers, bytes) = table(&company, "stock_keeper", "/v1/stock/balances.xlsx").await;
    assert_eq!((status, &headers["x-rows-max"]), (StatusCode::OK, &"50000".parse().unwrap()));
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let heading: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let column = |name: &str| u32::try_from(heading.iter().position(|column| column == name).unwrap()).unwrap();
    let cells: Vec<Vec<Data>> = sheet.rows().skip(1).map(<[Data]>::to_vec).collect();
    let row =
        cells.iter().find(|row| row[column("location") as usize] == Data::String(id(WAREHOUSE).to_string())).unwrap();
    assert_eq!(row[column("quantity") as usize], Data::Float(5_000.0));
    assert_eq!(row[column("lot") as usize], Data::String("=L1".to_owned()), "a text, no formula");
    let (_, headers, _) = table(&company, "stock_keeper", &format!("/v1/stock/movements.csv?part={}", id(PART))).await;
    assert_eq!(headers["x-rows"], "1");

    let (given, _) = company.order(DEVICE, CONTRACTOR).await;
    let (kept, _) = company.order(OTHER_DEVICE, COMPANY).await;
    for path in ["/v1/work-orders.csv", "/v1/devices.csv"] {
        let (status, headers, bytes) = table(&company, "contractor_dispatcher", path).await;
        assert_eq!((status, &headers["x-rows"]), (StatusCode::OK, &"1".parse().unwrap()));
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains(&kept.to_string()) && !text.contains("SN-2"), "{text}");
        assert!(path == "/v1/devices.csv" || text.contains(&given.to_string()), "{text}");
    }
    let (status, ..) = table(&company, "contractor_dispatcher", "/v1/stock/balances.csv").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_tried_then_taken_and_says_what_became_of_each_row() {
    let company = Company::new();
    let csv = "number,name_en\nC-1,Example Clinic\nC-2,Example Lab\n".as_bytes();
    let tried = import(&company, "administrator", "/v1/import/customers?dry_run=true", csv, &[]).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
    assert_eq!((&tried.body["is_taken"], &tried.body["created"]), (&json!(false), &json!(2)));
    let admin = company.person(Role::Administrator).await;
    assert_eq!(
        admin.get("/v1/records/customer").await.body["items"].as_array().unwrap().len(),
        1,
        "nothing was written"
    );

    let key = [("idempotency-key", "table-1")];
    for _ in 0..2 {
        let taken = import(&company, "administrator", "/v1/import/customers", csv, &key).await;
        assert_eq!((&taken.body["is_taken"], &taken.body["created"]), (&json!(true), &json!(2)), "{}", taken.body);
        assert_eq!(taken.body["rows"], json!([{ "line": 2, "effect": "created" }, { "line": 3, "effect": "created" }]));
    }
    let again = import(&company, "administrator", "/v1/import/customers", csv, &[]).await;
    assert_eq!((&again.body["unchanged"], &again.body["created"]), (&json!(2), &json!(0)));
    let records = admin.get("/v1/records/customer").await.body;
    let made = records["items"].as_array().unwrap().iter().find(|item| item["body"]["number"] == "C-1").unwrap();
    let trail = admin.get(&format!("/v1/audit/customer/{}", made["id"].as_str().unwrap())).await.body;
    assert_eq!(trail["items"][0]["by"]["by"], "console", "who did it is known: {trail}");

    let wrong = "number,name_en,colour\nC-3,X,red\n".as_bytes();
    let refused = import(&company, "administrator", "/v1/import/customers", wrong, &[]).await;
    assert_eq!(refused.body["is_taken"], false);
    assert_eq!(
        (&refused.body["mistakes"][0]["line"], &refused.body["mistakes"][0]["column"]),
        (&json!(1), &json!("colour"))
    );
    let half = "number,name_en\nC-4,Fine\nC-5,\n,No number\n".as_bytes();
    let refused = import(&company, "administrator", "/v1/import/customers", half, &[]).await;
    assert_eq!(refused.body["is_taken"], false, "{}", refused.body);
    assert!(!admin.get("/v1/records/customer").await.body.to_string().contains("C-4"), "all or nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_is_taken_like_csv_and_strangers_and_floods_are_not() {
    let company = Company::new();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, text) in ["number", "name_zh"].into_iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), text).unwrap();
    }
    sheet.write_string(1, 0, "C-9").unwrap();
    sheet.write_string(1, 1, "上海示例医院").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let taken = import(&company, "administrator", "/v1/import/customers", &bytes, &[]).await;
    assert_eq!((&taken.body["is_taken"], &taken.body["created"]), (&json!(true), &json!(1)), "{}", taken.body);
    let admin = company.person(Role::Administrator).await;
    assert!(admin.get("/v1/records/customer").await.body.to_string().contains("上海示例医院"));

    for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
        let refused = import(&company, role.as_str(), "/v1/import/customers", b"number,name_en\n", &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
    let many = format!("number,name_en\n{}", "C,X\n".repeat(10_002));
    let refused = import(&company, "administrator", "/v1/import/customers", many.as_bytes(), &[]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.body);
    for (path, body) in [
        ("/v1/import/spaceships", b"number\n".as_slice()),
        ("/v1/import/customers", &bytes[..bytes.len() / 2]),
        ("/v1/import/customers?dry_run=perhaps", b"number\n"),
    ] {
        let refused = import(&company, "administrator", path, body, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", refused.body);
    }
    let nothing = import(&company, "administrator", "/v1/import/customers", b"\xff\xfe\x00", &[]).await;
    assert_eq!((&nothing.body["is_taken"], &nothing.body["mistakes"][0]["line"]), (&json!(false), &json!(0)));
    assert_ne!(nothing.body["mistakes"][0]["problem"], Value::Null);
    assert!(admin.get(&format!("/v1/records/customer/{}", id(CUSTOMER))).await.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_template_is_taken_over_as_it_comes_in_both_languages() {
    for (language, heading) in [("zh", "编号 *"), ("en", "Number *")] {
        let company = Company::new();
        let keeper = company.person(Role::StockKeeper).await;
        let supplier = json!({ "kind": "supplier", "name": { "en": "Example Supply" }, "organisation": id(COMPANY) });
        let path = format!("/v1/records/stock_location/{}", id(90));
        assert_eq!(keeper.send("PUT", &path, Some(&supplier), &[]).await.status, StatusCode::CREATED);
        for kind in [
            "organisations",
            "users",
            "customers",
            "sites",
            "contacts",
            "devices",
            "parts",
            "stock-locations",
            "stock",
            "procedures",
            "work-orders",
        ] {
            let formats: &[&str] = if kind == "procedures" { &["json"] } else { &["csv", "xlsx"] };
            for (round, format) in formats.iter().enumerate() {
                let path = format!("/v1/import/{kind}/template?format={format}&language={language}");
                let (status, headers, bytes) = table(&company, "administrator", &path).await;
                assert_eq!(status, StatusCode::OK, "{kind}");
                let name = format!("attachment; filename=\"{kind}-template.{format}\"");
                assert_eq!(headers["content-disposition"], name.as_str());
                if kind == "customers" && *format == "csv" {
                    assert!(String::from_utf8(bytes.clone()).unwrap().contains(heading));
                }
                let taken = import(&company, "administrator", &format!("/v1/import/{kind}"), &bytes, &[]).await;
                assert_eq!(taken.status, StatusCode::OK, "{kind}: {}", taken.body);
                assert_eq!(taken.body["is_taken"], json!(true), "{kind} {format}: {}", taken.body);
                let count = |key: &str| taken.body[key].as_u64().unwrap();
                assert_eq!(count("created") + count("unchanged"), 1, "{kind} {format}: {}", taken.body);
                assert_eq!(count("created"), u64::from(round == 0), "{kind}: the same in both forms: {}", taken.body);
            }
        }
    }
    let company = Company::new();
    for (login, path, status) in [
        ("dispatcher", "/v1/import/customers/template?format=csv&language=en", StatusCode::FORBIDDEN),
        ("administrator", "/v1/import/customers/template?format=json&language=en", StatusCode::UNPROCESSABLE_ENTITY),
        ("administrator", "/v1/import/procedures/template?format=csv&language=en", StatusCode::UNPROCESSABLE_ENTITY),
        ("administrator", "/v1/import/invoices/template?format=csv&language=en", StatusCode::UNPROCESSABLE_ENTITY),
        ("administrator", "/v1/import/customers/template?language=en", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(table(&company, login, path).await.0, status, "{login} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_a_table_is_told_in_both_languages() {
    let company = Company::new();
    let text = "编号 *,名称（中文）,已停止使用,Payment days\nC-1,示例,perhaps,soon\n";
    let told = import(&company, "administrator", "/v1/import/customers?dry_run=true", text.as_bytes(), &[]).await;
    let mistakes = told.body["mistakes"].as_array().unwrap();
    let said: Vec<[&str; 4]> = mistakes
        .iter()
        .map(|it| ["column", "column_zh", "problem", "problem_zh"].map(|key| it[key].as_str().unwrap()))
        .collect();
    assert_eq!(said[0][..2], ["is_retired", "已停止使用"]);
    assert_eq!(said[0][2], "expected yes or no");
    assert_eq!(said[1][..2], ["payment_days", "账期（天）"]);
    for [.., problem, problem_zh] in said {
        assert!(problem.is_ascii() && !problem_zh.is_ascii(), "{problem}: {problem_zh}");
    }
    let unknown = import(&company, "administrator", "/v1/import/customers?dry_run=true", b"colour\nred\n", &[]).await;
    assert!(!unknown.body["mistakes"][0]["problem_zh"].as_str().unwrap().is_ascii(), "{}", unknown.body);
}
