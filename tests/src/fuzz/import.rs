//! Tables that somebody brings along: CSV in any encoding, spreadsheets, procedures. A file that is wrong is told by line and
//! column; none of it is written, and none stops the server.

use onsite_server::{ServerKeys, ServerStore, StoreOptions, import::ImportKind};
use onsite_store::ports::Ports;
use std::cell::RefCell;

struct Office {
    store: ServerStore,
    _directory: tempfile::TempDir,
}

thread_local! {
    /// A server of nothing; as nothing is ever written, each file is the first.
    static OFFICE: RefCell<Option<Office>> = const { RefCell::new(None) };
}

fn open() -> anyhow::Result<Office> {
    let directory = tempfile::tempdir()?;
    let mut ports = Ports::system();
    let (keys, _root) = ServerKeys::generate(&mut ports)?;
    let store = ServerStore::open(StoreOptions { directory: directory.path(), keys, ports, vfs: None })?;
    Ok(Office { store, _directory: directory })
}

/// The first byte says of what the table is.
pub(super) fn honest() -> Vec<Vec<u8>> {
    let tables: [(ImportKind, &str); 6] = [
        (ImportKind::Organisations, "number,name_zh,name_en,kind\nA,示例公司,Example,company\n"),
        (ImportKind::Customers, "number,name_zh,name_en,phone\nC-1,示例医院,Example Hospital,+86 21 5555 0100\n"),
        (ImportKind::Devices, "serial,model,customer,site,warranty_ends_on\nSN-1,KX-7,C-1,S-1,2027-01-31\n"),
        (ImportKind::Parts, "number,name_zh,name_en,base_unit,tracked_by\nP-1,轴承,Bearing,piece,serial\n"),
        (ImportKind::Stock, "location,part,quantity,serial\nW-1,P-1,1,S-77\n"),
        (
            ImportKind::Procedures,
            r#"[{"number":"P","name":{"zh":"步骤"},"steps":[{"title":{"en":"Look"},"kind":"check"}]}]"#,
        ),
    ];
    let place = |kind: ImportKind| ImportKind::ALL.iter().position(|one| *one == kind).unwrap_or(0);
    let mut made: Vec<Vec<u8>> = Vec::new();
    for (kind, text) in tables {
        let kind = u8::try_from(place(kind)).unwrap_or(0);
        made.push([&[kind], text.as_bytes()].concat());
    }
    made
}

#[expect(clippy::expect_used, reason = "a server that does not open stops the test")]
pub(super) fn run(bytes: &[u8]) {
    let Some((kind, file)) = bytes.split_first() else { return };
    let Some(kind) = ImportKind::ALL.get(usize::from(*kind) % ImportKind::ALL.len()) else { return };
    OFFICE.with_borrow_mut(|office| {
        let office = match office {
            Some(office) => office,
            None => office.insert(open().expect("a server of nothing")),
        };
        if let Err(error) = office.store.check_table(*kind, file) {
            assert!(
                matches!(error, onsite_server::ServerError::Rejected(_)),
                "a file is no fault of the server: {error:?}"
            );
        }
    });
}
