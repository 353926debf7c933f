use crate::workshop::{LI, Workshop};
use onsite_store::derived;
use onsite_tests::sim::company::BEGIN_MS;

#[test]
fn dora_and_li_set_the_same_time_and_attention_holds_both_values() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    let (doras, lis) = (BEGIN_MS + 3_600_000, BEGIN_MS + 7_200_000);
    workshop.dora(Workshop::set_window(doras, job.visit));
    workshop.commit(LI, &Workshop::set_window(lis, job.visit));
    workshop.sync(LI);
    let attention = workshop.server.office(|store| Ok(derived::attention(store.database(), true, 100)?)).unwrap();
    let text = serde_json::to_string(&attention).unwrap();
    assert!(text.contains(&doras.to_string()) && text.contains(&lis.to_string()), "{text}");
}
