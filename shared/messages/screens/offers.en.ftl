# Offers (offers-open is in today).
offers-title = Offers
offers-free = Open to you
offers-claim = Claim
offers-claimed = Claimed, waiting for confirmation
offers-claimed-more = Your claim is recorded. The first one that the server receives is confirmed; you will see here who got it.
offers-look = Details
offers-until = Until {$at}, {$left} left
offers-skills = Skills it wants and you have not: {$skills}
offers-parts = Planned parts: {$parts}
offers-rule = You can claim without signal: it is sent by itself, and the first claim that the server receives gets the order.
offers-decided = What became of your claims
offers-yours = {$number} · it is yours, open it
offers-others = {$number} · confirmed for {$name}
offers-others-since = {$number} · {$name} was faster and has it since {$at}
offers-too-late = {$number} · your claim came after the offer had closed
offers-lost-others-open = You need not do anything about these. What is still open to you stands below.
offers-lost-none-open = You need not do anything about these. When the next order is opened to you it appears here.
offers-lost = { $count ->
    [one] 1 claim went to somebody else
   *[other] { $count } claims went to somebody else
  }
offers-gone = {$number} · somebody else has it
offers-withdrawn = {$number} · withdrawn or over
offers-put-away = Put “{$title}” away
offers-empty = No offers at this moment
offers-empty-more = When the dispatcher opens an order to you or your team it appears here; the first who claims it gets it.
