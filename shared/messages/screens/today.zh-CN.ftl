# 今天，以及工单的操作
today-jobs = {$day} · {$count} 个工单
today-tomorrow = 明天
today-day-before = 前一天
today-day-after = 后一天
today-empty = 这一天没有工单
today-empty-more = 调度员派单后，有信号时工单会自动出现在这里。
order-new = 新建工单
today-overdue = 已逾期，仍未完成
offers-open = {$count} 个工单可抢
take-lacking = 要带的：缺 {$count} 种备件
take-all-there = 要带的：车上都有
take-lacks = 缺件：{$part} × {$quantity}

press-accept = 接单
press-confirm-with-customer = 与客户确认
press-depart = 出发
press-arrive = 到达
press-start = 开始作业
press-pause = 暂停
press-resume = 继续作业
press-finish = 完工
press-cannot-complete = 无法完成
press-second-visit-needed = 需再次上门
press-take-back = 撤销
press-just-now = { $what } · { $time }
press-take-back-named = 撤销：{ $what }
visit-go-on = 继续第 {$step} 步
visit-steps = 步骤
visit-steps-done = 程序 {$done} / {$steps} 步
job-as-helper = 协助

promise-by-first-response = {$at} 前响应
promise-by-arrival = {$at} 前到场
promise-by-resolution = {$at} 前修复
promise-missed-first-response = 应于 {$at} 前响应
promise-missed-arrival = 应于 {$at} 前到场
promise-missed-resolution = 应于 {$at} 前修复
attention-count = {$count} 项待处理

way-lead = 导航
way-call = 致电{$name}
