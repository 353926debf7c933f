-- A refusal that its author has dealt with no longer asks for attention; the unit stays.
ALTER TABLE unit ADD COLUMN put_away_ms INTEGER NOT NULL DEFAULT 0;
