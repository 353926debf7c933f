//! Eighty parts, ten for each model.

use super::loader::Loader;
use onsite_domain::{
    Quantity, Text, Word,
    money::Money,
    part::{Part, Tracking},
};

pub(super) struct PartRow {
    pub(super) number: &'static str,
    zh: &'static str,
    en: &'static str,
    unit: &'static str,
    pub(super) tracked_by: Tracking,
    /// In yuan, without tax.
    price: i64,
    pub(super) model: &'static str,
    /// How many a van carries.
    pub(super) in_van: i64,
}

type Row = (&'static str, &'static str, &'static str, &'static str, Tracking, i64, i64);

const fn row(model: &'static str, row: Row) -> PartRow {
    let (number, zh, en, unit, tracked_by, price, in_van) = row;
    PartRow { number, zh, en, unit, tracked_by, price, model, in_van }
}

use Tracking::{Lot as L, None as N, Serial as S};

const MR: &str = "HZ-MR15";
const CT: &str = "HZ-CT64";
const DR: &str = "HZ-DR30";
const US: &str = "HZ-US8";
const CH: &str = "LC-500";
const AH: &str = "LC-AHU20";
const VR: &str = "LC-VRF16";
const TW: &str = "LC-CT150";

pub(super) const PARTS: &[PartRow] = &[
    row(MR, ("MR-1001", "冷头", "Cold head", "pcs", S, 98_000, 0)),
    row(MR, ("MR-1002", "氦压缩机吸附器", "Helium compressor adsorber", "pcs", S, 12_500, 1)),
    row(MR, ("MR-1003", "氦压机冷却水过滤网", "Cooling water strainer", "pcs", N, 380, 3)),
    row(MR, ("MR-1004", "梯度放大器模块", "Gradient amplifier module", "pcs", S, 156_000, 0)),
    row(MR, ("MR-1005", "体线圈接口板", "Body coil interface board", "pcs", S, 21_000, 0)),
    row(MR, ("MR-1006", "头颈线圈", "Head-neck coil", "pcs", S, 65_000, 0)),
    row(MR, ("MR-1007", "患者报警球囊", "Patient alarm bulb", "pcs", N, 260, 2)),
    row(MR, ("MR-1008", "磁体压力传感器", "Magnet pressure sensor", "pcs", S, 8_600, 1)),
    row(MR, ("MR-1009", "屏蔽门弹簧片", "Shielded door finger stock", "m", N, 420, 4)),
    row(MR, ("MR-1010", "液氦", "Liquid helium", "L", L, 320, 0)),
    row(CT, ("CT-2001", "X射线管", "X-ray tube", "pcs", S, 285_000, 0)),
    row(CT, ("CT-2002", "高压发生器板", "High-voltage generator board", "pcs", S, 46_000, 0)),
    row(CT, ("CT-2003", "探测器模块", "Detector module", "pcs", S, 38_000, 0)),
    row(CT, ("CT-2004", "滑环碳刷组", "Slip ring brush set", "pcs", N, 2_400, 2)),
    row(CT, ("CT-2005", "机架风扇", "Gantry fan", "pcs", S, 1_150, 3)),
    row(CT, ("CT-2006", "床面编码器", "Table encoder", "pcs", S, 3_900, 1)),
    row(CT, ("CT-2007", "定位激光灯", "Positioning laser", "pcs", S, 2_150, 2)),
    row(CT, ("CT-2008", "机架滤网", "Gantry air filter", "pcs", N, 95, 6)),
    row(CT, ("CT-2009", "床板驱动皮带", "Table drive belt", "pcs", N, 680, 2)),
    row(CT, ("CT-2010", "脚踏开关", "Foot switch", "pcs", N, 540, 1)),
    row(DR, ("DR-3001", "平板探测器", "Flat panel detector", "pcs", S, 128_000, 0)),
    row(DR, ("DR-3002", "探测器电池", "Detector battery", "pcs", S, 1_480, 3)),
    row(DR, ("DR-3003", "准直器灯泡", "Collimator lamp", "pcs", N, 120, 6)),
    row(DR, ("DR-3004", "高压电缆", "High-voltage cable", "m", N, 860, 0)),
    row(DR, ("DR-3005", "曝光手闸", "Exposure hand switch", "pcs", N, 620, 2)),
    row(DR, ("DR-3006", "立柱钢丝绳", "Column wire rope", "pcs", N, 940, 1)),
    row(DR, ("DR-3007", "滤线栅", "Anti-scatter grid", "pcs", S, 7_800, 0)),
    row(DR, ("DR-3008", "球管旋转阳极驱动板", "Rotor drive board", "pcs", S, 9_200, 0)),
    row(DR, ("DR-3009", "无线接入点", "Wireless access point", "pcs", S, 1_350, 1)),
    row(DR, ("DR-3010", "床面密封条", "Table top seal", "m", N, 45, 5)),
    row(US, ("US-4001", "凸阵探头", "Convex probe", "pcs", S, 18_500, 1)),
    row(US, ("US-4002", "线阵探头", "Linear probe", "pcs", S, 17_200, 1)),
    row(US, ("US-4003", "腔内探头", "Endocavity probe", "pcs", S, 19_800, 0)),
    row(US, ("US-4004", "主板", "Main board", "pcs", S, 14_600, 0)),
    row(US, ("US-4005", "电源模块", "Power module", "pcs", S, 3_250, 1)),
    row(US, ("US-4006", "轨迹球", "Trackball", "pcs", S, 880, 2)),
    row(US, ("US-4007", "防尘滤网", "Dust filter", "pcs", N, 35, 8)),
    row(US, ("US-4008", "显示器支臂", "Monitor arm", "pcs", N, 1_600, 0)),
    row(US, ("US-4009", "脚轮", "Castor", "pcs", N, 180, 4)),
    row(US, ("US-4010", "耦合剂架", "Gel holder", "pcs", N, 40, 2)),
    row(CH, ("CH-5001", "螺杆压缩机", "Screw compressor", "pcs", S, 168_000, 0)),
    row(CH, ("CH-5002", "油过滤器", "Oil filter", "pcs", N, 720, 3)),
    row(CH, ("CH-5003", "冷冻油", "Compressor oil", "L", L, 95, 20)),
    row(CH, ("CH-5004", "干燥过滤器芯", "Filter drier core", "pcs", N, 310, 4)),
    row(CH, ("CH-5005", "高压传感器", "High-pressure transducer", "pcs", S, 1_280, 2)),
    row(CH, ("CH-5006", "低压传感器", "Low-pressure transducer", "pcs", S, 1_180, 2)),
    row(CH, ("CH-5007", "水流开关", "Flow switch", "pcs", S, 640, 2)),
    row(CH, ("CH-5008", "电子膨胀阀线圈", "Expansion valve coil", "pcs", N, 560, 2)),
    row(CH, ("CH-5009", "制冷剂 R134a", "Refrigerant R134a", "kg", L, 85, 12)),
    row(CH, ("CH-5010", "控制器主板", "Controller board", "pcs", S, 11_400, 1)),
    row(AH, ("AH-6001", "送风机皮带", "Supply fan belt", "pcs", N, 85, 6)),
    row(AH, ("AH-6002", "初效过滤器 G4", "G4 panel filter", "pcs", N, 60, 12)),
    row(AH, ("AH-6003", "中效过滤器 F7", "F7 bag filter", "pcs", N, 240, 6)),
    row(AH, ("AH-6004", "高效过滤器 H13", "H13 HEPA filter", "pcs", S, 1_650, 0)),
    row(AH, ("AH-6005", "风机轴承", "Fan bearing", "pcs", N, 420, 2)),
    row(AH, ("AH-6006", "电动二通阀执行器", "Two-way valve actuator", "pcs", S, 1_050, 2)),
    row(AH, ("AH-6007", "压差开关", "Differential pressure switch", "pcs", S, 380, 3)),
    row(AH, ("AH-6008", "变频器", "Frequency inverter", "pcs", S, 4_800, 1)),
    row(AH, ("AH-6009", "冷凝水泵", "Condensate pump", "pcs", S, 690, 1)),
    row(AH, ("AH-6010", "加湿电极桶", "Humidifier cylinder", "pcs", N, 880, 1)),
    row(VR, ("VR-7001", "变频压缩机", "Inverter compressor", "pcs", S, 9_800, 0)),
    row(VR, ("VR-7002", "室外风机电机", "Outdoor fan motor", "pcs", S, 1_450, 1)),
    row(VR, ("VR-7003", "变频模块", "Inverter module", "pcs", S, 3_600, 1)),
    row(VR, ("VR-7004", "四通阀", "Four-way valve", "pcs", N, 760, 1)),
    row(VR, ("VR-7005", "排气温度传感器", "Discharge thermistor", "pcs", N, 90, 5)),
    row(VR, ("VR-7006", "制冷剂 R410A", "Refrigerant R410A", "kg", L, 78, 10)),
    row(VR, ("VR-7007", "通信板", "Communication board", "pcs", S, 1_280, 1)),
    row(VR, ("VR-7008", "电子膨胀阀", "Electronic expansion valve", "pcs", S, 540, 2)),
    row(VR, ("VR-7009", "冷凝水管保温", "Condensate pipe insulation", "m", N, 18, 20)),
    row(VR, ("VR-7010", "遥控面板", "Wall controller", "pcs", N, 320, 2)),
    row(TW, ("TW-8001", "冷却塔风机电机", "Tower fan motor", "pcs", S, 3_900, 0)),
    row(TW, ("TW-8002", "减速机皮带", "Gearbox belt", "pcs", N, 260, 2)),
    row(TW, ("TW-8003", "填料", "Fill pack", "pcs", N, 180, 0)),
    row(TW, ("TW-8004", "浮球阀", "Float valve", "pcs", N, 150, 2)),
    row(TW, ("TW-8005", "布水喷头", "Spray nozzle", "pcs", N, 22, 20)),
    row(TW, ("TW-8006", "挡水板", "Drift eliminator", "pcs", N, 95, 0)),
    row(TW, ("TW-8007", "电导率探头", "Conductivity probe", "pcs", S, 1_480, 1)),
    row(TW, ("TW-8008", "加药泵", "Dosing pump", "pcs", S, 2_200, 0)),
    row(TW, ("TW-8009", "缓蚀阻垢剂", "Scale inhibitor", "L", L, 36, 25)),
    row(TW, ("TW-8010", "振动开关", "Vibration switch", "pcs", S, 860, 1)),
];

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (index, row) in PARTS.iter().enumerate() {
        let body = Part {
            number: row.number.to_owned(),
            name: Text::new(row.zh, row.en),
            maker: maker(row.model).to_owned(),
            maker_number: format!("{}-{}", row.number, row.model),
            category: row.model.to_owned(),
            base_unit: row.unit.to_owned(),
            tracked_by: row.tracked_by,
            price: Some(Money { minor: row.price.saturating_mul(100), currency: "CNY".to_owned() }),
            minimum: Quantity::units(row.in_van),
            models: vec![row.model.to_owned()],
            barcodes: vec![barcode(index)],
            is_old_part_returned: row.price >= 1_000,
            danger: danger(row.number),
            ..Part::default()
        };
        loader.put(Word::Part, row.number, &body)?;
    }
    Ok(())
}

pub(super) fn maker(model: &str) -> &'static str {
    if model.starts_with("HZ") { "示例恒昭医疗 Hengzhao Example" } else { "示例岚川冷机 Lanchuan Example" }
}

/// EAN-13 of the range that shops use among themselves, with its check digit.
fn barcode(index: usize) -> String {
    let digits = format!("290000{index:06}");
    let sum: usize = digits
        .bytes()
        .enumerate()
        .map(|(at, digit)| usize::from(digit.saturating_sub(b'0')).saturating_mul(if at % 2 == 0 { 1 } else { 3 }))
        .sum();
    format!("{digits}{}", 10_usize.saturating_sub(sum % 10) % 10)
}

fn danger(number: &str) -> Text {
    match number {
        "MR-1010" => Text::new("极低温，窒息危险：保持通风。", "Cryogenic, asphyxiation hazard: keep ventilated."),
        "CH-5009" | "VR-7006" => {
            Text::new("带压制冷剂，须持证操作。", "Pressurised refrigerant: certified personnel only.")
        }
        "CT-2001" | "CT-2002" | "DR-3004" => {
            Text::new("高压，须断电放电。", "High voltage: isolate and discharge first.")
        }
        _ => Text::default(),
    }
}

impl PartRow {
    /// Two thirds of the price, in fen.
    pub(super) fn cost_minor(&self) -> i64 {
        self.price.saturating_mul(200) / 3
    }
}

impl PartRow {
    pub(super) fn price_minor(&self) -> i64 {
        self.price.saturating_mul(100)
    }
}
