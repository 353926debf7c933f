# 要带的（take-lacking、take-all-there、take-lacks 在 today 中）
take-title = 要带的
take-empty = 没有要带的备件和工具
take-empty-more = 今天和之后的工单计划了备件或工具时，会列在这里，并与车上的库存对照。
take-sum-lacking = 缺 {$count} 种备件
take-sum-coming = {$count} 种已申请，未到
take-sum-parts = 备件齐了
take-sum-tools = { $count ->
    [one] 1 件工具要留意
   *[other] {$count} 件工具要留意
 }
take-sum-tools-there = 工具齐了
take-no-van = 本终端没有个人备件库，车上数量不详，全部按缺件计算。
take-parts = 备件
take-part-there = 车上够
take-part-coming = 已申请，未到
take-part-lacking = 缺 {$quantity}
take-in-van = 车上 {$quantity}
take-requested = 已申请 {$quantity}
take-tools = 工具仪器
take-tool-held = 在您手上
take-tool-with = 在{$name}手上
take-tool-nobody = 不在您手上
take-tool-until = 校准至 {$day}
take-tool-ended = 校准已于 {$day} 到期
take-tool-over = 校准已过期
take-by = 什么时候要？
take-by-job = 首个要用的工单之前：{$at}
take-by-soon = 越快越好
take-by-today = 今天 18:00 前
take-by-tomorrow = 明早 8:00 前
take-by-other = 另选一天
take-by-missing = 请选日期。
take-request-soon = 申请所缺的 {$count} 种，尽快
take-request-by = 申请所缺的 {$count} 种，{$at} 前
take-offline = 离线作业检查
take-last-sync = 上次同步 {$at}
take-sync = 现在同步
take-job-ready = 齐全
take-job-lacks = 缺 {$count} 项
take-no-jobs = 没有未结束的工单。
