-- The audit trail asks for the unit that a row of the feed came with, for its clock.
CREATE INDEX unit_number ON unit (field_device, number);
