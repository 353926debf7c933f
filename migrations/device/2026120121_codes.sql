-- Where a code was before is asked with each scan of one that nothing has.

CREATE INDEX fact_code_binding ON fact (upper(json_extract(CAST(bytes AS TEXT), '$.body.code')), effective_ms, id)
    WHERE kind = 'code_binding';
