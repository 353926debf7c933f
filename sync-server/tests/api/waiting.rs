//! What waits on field devices, by their own word.

use crate::{phone::Phone, support::Company};
use onsite_domain::{Stamp, user::Role};
use onsite_wire::sync::{SyncRequest, WaitingWork};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_office_sees_what_a_lost_phone_would_take_with_it() {
    let company = Company::new();
    let mut phone = Phone::enrol(&company).await;
    let admin = company.person(Role::Administrator).await;
    let path = format!("/v1/field-devices/{}", phone.field_device);
    let waiting = async || admin.get(&path).await.body["waiting"].clone();
    assert_eq!(waiting().await, Value::Null, "never heard");

    // Its clock is an hour behind; the oldest was made ten minutes ago.
    let now_ms = company.writer.write(|store| Ok(store.now_ms())).await.unwrap();
    let time = |ms: i64| json!(jiff::Timestamp::from_millisecond(ms).unwrap());
    let stamp = Stamp { wall_ms: now_ms - 3_600_000, ..Stamp::default() };
    let said = WaitingWork { units: 7, files: 2, file_bytes: 900, since_ms: Some(stamp.wall_ms - 600_000) };
    phone.sync(SyncRequest { stamp, waiting: Some(said), ..SyncRequest::default() }).await;
    let told = waiting().await;
    assert_eq!((&told["units"], &told["files"], &told["file_bytes"]), (&json!(7), &json!(2), &json!(900)));
    assert_eq!((&told["since"], &told["told"]), (&time(now_ms - 600_000), &time(now_ms)));
    let listed = admin.get("/v1/field-devices").await;
    assert_eq!(listed.body["items"][0]["waiting"], told);

    // A clock that lies makes nothing wait since tomorrow, and no count is beyond belief.
    let mad = WaitingWork { units: u64::MAX, files: u64::MAX, file_bytes: u64::MAX, since_ms: Some(i64::MAX) };
    phone.sync(SyncRequest { stamp, waiting: Some(mad), ..SyncRequest::default() }).await;
    let told = waiting().await;
    assert_eq!((&told["units"], &told["since"]), (&json!(10_000_000), &time(now_ms)));

    phone.sync(SyncRequest { stamp, waiting: Some(WaitingWork::default()), ..SyncRequest::default() }).await;
    let told = waiting().await;
    assert_eq!((&told["units"], &told["since"]), (&json!(0), &Value::Null));
    // An app that says nothing of it leaves nothing known.
    phone.sync(SyncRequest { stamp, ..SyncRequest::default() }).await;
    assert_eq!(waiting().await, Value::Null);
}
