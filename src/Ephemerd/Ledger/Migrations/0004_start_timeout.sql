-- What an order was given to start in; those of before had two minutes.
ALTER TABLE orders ADD COLUMN start_timeout_ms INTEGER NOT NULL DEFAULT 120000;
