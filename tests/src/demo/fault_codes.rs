//! Coded lists of faults, causes and remedies.

use super::loader::Loader;
use onsite_domain::{
    Text, Word,
    fault_code::{FaultCode, FaultCodeKind},
};

/// Code, names, models that list it, codes it goes with.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const HZ: &[&str] = &["HZ-MR15", "HZ-CT64", "HZ-DR30", "HZ-US8"];
const LC: &[&str] = &["LC-500", "LC-AHU20", "LC-VRF16", "LC-CT150"];
const ANY: &[&str] = &[];

const FAULTS: &[Row] = &[
    ("F-HELIUM", "液氦压力异常", "Helium pressure abnormal", &["HZ-MR15"], ANY),
    ("F-IMAGE", "图像伪影", "Image artefacts", HZ, ANY),
    ("F-BOOT", "无法开机", "Does not start", HZ, ANY),
    ("F-TUBE", "球管过热", "Tube overheated", &["HZ-CT64", "HZ-DR30"], ANY),
    ("F-TABLE", "床面不动", "Table does not move", &["HZ-CT64", "HZ-MR15", "HZ-DR30"], ANY),
    ("F-PROBE", "探头失灵", "Probe fails", &["HZ-US8"], ANY),
    ("F-BATTERY", "探测器续航短", "Detector battery short", &["HZ-DR30"], ANY),
    ("F-HIGHP", "高压报警", "High-pressure trip", &["LC-500", "LC-VRF16"], ANY),
    ("F-LOWP", "低压报警", "Low-pressure trip", &["LC-500", "LC-VRF16"], ANY),
    ("F-NOISE", "异常噪声或振动", "Noise or vibration", LC, ANY),
    ("F-LEAK", "漏水", "Water leak", LC, ANY),
    ("F-AIRFLOW", "风量不足", "Low air flow", &["LC-AHU20", "LC-VRF16"], ANY),
    ("F-COMM", "通信故障", "Communication lost", ANY, ANY),
];

const CAUSES: &[Row] = &[
    ("C-WEAR", "正常磨损", "Normal wear", ANY, ANY),
    ("C-DIRT", "脏堵", "Dirt or clogging", ANY, &["F-AIRFLOW", "F-HIGHP", "F-LEAK", "F-TUBE"]),
    ("C-ELECTRONIC", "电子元件失效", "Electronic failure", ANY, ANY),
    ("C-LEAKAGE", "密封失效", "Seal failed", ANY, &["F-LEAK", "F-LOWP", "F-HELIUM"]),
    ("C-SENSOR", "传感器漂移", "Sensor drift", ANY, &["F-HELIUM", "F-HIGHP", "F-LOWP"]),
    ("C-POWER", "供电异常", "Power disturbance", ANY, &["F-BOOT", "F-COMM"]),
    ("C-MISUSE", "误用", "Misuse", ANY, ANY),
    ("C-COOLING", "冷却水不足", "Cooling water short", ANY, &["F-HELIUM", "F-HIGHP", "F-TUBE"]),
];

const REMEDIES: &[Row] = &[
    ("R-REPLACE", "更换部件", "Part replaced", ANY, &["C-WEAR", "C-ELECTRONIC", "C-SENSOR"]),
    ("R-CLEAN", "清洗", "Cleaned", ANY, &["C-DIRT"]),
    ("R-ADJUST", "调整校准", "Adjusted and calibrated", ANY, &["C-SENSOR", "C-WEAR"]),
    ("R-REFILL", "补充介质", "Refilled", ANY, &["C-LEAKAGE"]),
    ("R-RESET", "复位重启", "Reset", ANY, &["C-POWER"]),
    ("R-TRAIN", "指导操作", "Operator instructed", ANY, &["C-MISUSE"]),
];

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (kind, rows) in
        [(FaultCodeKind::Fault, FAULTS), (FaultCodeKind::Cause, CAUSES), (FaultCodeKind::Remedy, REMEDIES)]
    {
        for (sort, (code, zh, en, models, goes_with)) in (1..).zip(rows) {
            let body = FaultCode {
                kind,
                code: (*code).to_owned(),
                name: Text::new(*zh, *en),
                models: models.iter().map(|model| (*model).to_owned()).collect(),
                goes_with: goes_with.iter().map(|code| (*code).to_owned()).collect(),
                sort,
                ..FaultCode::default()
            };
            loader.put(Word::FaultCode, code, &body)?;
        }
    }
    Ok(())
}
