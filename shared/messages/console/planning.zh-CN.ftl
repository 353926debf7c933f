# Board, timeline, map.
planning-kind = 类型
planning-every-kind = 全部类型
planning-late = { $count } 个超时
planning-rest = 列表中还有 { $count } 个
planning-nobody = 尚未派人
planning-stage-due = 本环节 { $when } 到期
planning-promise-due = 承诺 { $when } 完成
