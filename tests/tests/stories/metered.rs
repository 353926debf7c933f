use crate::workshop::{LI, Workshop, notes};
use onsite_core::{photo::NewPhoto, preferences::Preferences};
use onsite_tests::sim::pictures;

#[test]
fn photos_wait_for_a_line_that_is_not_paid_by_volume_and_the_text_does_not() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "the belt is worn");
    let waiting = |workshop: &Workshop| workshop.phones[LI].app.as_ref().unwrap().outbox_counts().unwrap();
    let app = workshop.phones[LI].app.as_mut().unwrap();
    app.add_photo(job.visit, &pictures::photos()[0], NewPhoto::default()).unwrap();
    let sparing = Preferences { sends_files_on_wifi_only: true, ..app.preferences().unwrap() };
    app.set_preferences(&sparing).unwrap();
    app.say_line(true);
    workshop.sync(LI);
    assert_eq!(notes(&workshop.on_server(job.visit)), ["the belt is worn"]);
    assert_eq!(waiting(&workshop).waiting, 0);
    assert!(waiting(&workshop).blobs_waiting > 0, "the badge counts it");

    workshop.phones[LI].app.as_mut().unwrap().say_line(false);
    workshop.sync(LI);
    assert_eq!(waiting(&workshop).blobs_waiting, 0);

    // Who is not sparing sends at once, whatever the line.
    let app = workshop.phones[LI].app.as_mut().unwrap();
    app.set_preferences(&Preferences { sends_files_on_wifi_only: false, ..sparing }).unwrap();
    app.say_line(true);
    app.add_photo(job.visit, &pictures::photos()[1], NewPhoto::default()).unwrap();
    workshop.sync(LI);
    assert_eq!(waiting(&workshop).blobs_waiting, 0);
    workshop.verify();
}
