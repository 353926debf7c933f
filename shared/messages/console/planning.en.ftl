# Board, timeline, map.
planning-kind = Kind
planning-every-kind = Every kind
planning-late = { $count } late
planning-rest = { $count } more in the list
planning-nobody = Nobody yet
planning-stage-due = This step ends { $when }
planning-promise-due = Promised { $when }
