//! The page behind the code on a report.

use crate::support::{Company, id, request, send};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};

fn upload(bytes: &[u8]) -> Request<Body> {
    let head = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.pdf\"\r\n\r\n";
    let body = [head.as_slice(), bytes, b"\r\n--x--\r\n"].concat();
    let builder = Request::builder().method("POST").uri(format!("/v/{}", id(1)));
    let builder = builder.header("content-type", "multipart/form-data; boundary=x").header("accept-language", "en");
    builder.body(Body::from(body)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_not_here_is_not_known_and_no_file_of_ours_is_not_genuine() {
    let company = Company::new();
    for path in [format!("/v/{}", id(1)), "/v/nothing".to_owned()] {
        let reply = send(&company.router, request("GET", &path, &[("accept-language", "zh")], None)).await;
        assert_eq!((reply.status, reply.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"));
        assert!(reply.body.as_str().unwrap().contains("这里没有这份报告"), "{}", reply.body);
    }
    for (bytes, fault) in [(&b"%PDF-1.7 nothing"[..], "does not end with a seal"), (b"", "does not end with a seal")] {
        let reply = send(&company.router, upload(bytes)).await;
        let text = reply.body.as_str().unwrap();
        assert_eq!(reply.status, StatusCode::OK, "{text}");
        assert!(text.contains("Not genuine") && text.contains(fault), "{text}");
    }
    let too_large = send(&company.router, upload(&vec![0; 26 << 20])).await;
    assert!(too_large.status.is_client_error(), "{}", too_large.status);
    let no_form = send(&company.router, request("POST", &format!("/v/{}", id(1)), &[], None)).await;
    assert!(no_form.status.is_client_error(), "{}", no_form.status);
}
