# To take (take-lacking, take-all-there, take-lacks are in today).
take-title = To take
take-empty = No parts or tools to take
take-empty-more = What today's and the coming jobs want is listed here, beside what the van holds.
take-sum-lacking = { $count ->
    [one] 1 part is missing
   *[other] {$count} parts are missing
 }
take-sum-coming = { $count ->
    [one] 1 part is requested, not there yet
   *[other] {$count} parts are requested, not there yet
 }
take-sum-parts = All parts are there
take-sum-tools = { $count ->
    [one] 1 tool to look after
   *[other] {$count} tools to look after
 }
take-sum-tools-there = All tools are there
take-no-van = This phone holds no van: what it carries is not known, and everything counts as missing.
take-parts = Parts
take-part-there = in the van
take-part-coming = requested
take-part-lacking = {$quantity} missing
take-in-van = {$quantity} in the van
take-requested = {$quantity} requested
take-tools = Tools
take-tool-held = you have it
take-tool-with = {$name} has it
take-tool-nobody = you do not have it
take-tool-until = calibrated until {$day}
take-tool-ended = calibration ended {$day}
take-tool-over = calibration is over
take-by = By when?
take-by-job = Before the first job that wants them: {$at}
take-by-soon = As soon as possible
take-by-today = Today by 18:00
take-by-tomorrow = Tomorrow by 8:00
take-by-other = Another day
take-by-missing = Choose a day.
take-request-soon = { $count ->
    [one] Request the missing part, soon
   *[other] Request the {$count} missing, soon
 }
take-request-by = { $count ->
    [one] Request the missing part by {$at}
   *[other] Request the {$count} missing by {$at}
 }
take-offline = Ready for offline
take-last-sync = Last sync {$at}
take-sync = Sync now
take-job-ready = all there
take-job-lacks = { $count ->
    [one] 1 missing
   *[other] {$count} missing
 }
take-no-jobs = No open jobs.
