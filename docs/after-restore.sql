-- After a back-up and the newest keys were put back (see operations.md): what has no key any more goes, and so does what
-- was under way when the copy was made, or it would be sent and answered a second time. PostgreSQL and SQLite.
BEGIN;
DELETE FROM portfolios WHERE key NOT IN (SELECT portfolio_key FROM portfolio_keys);
DELETE FROM portfolio_keys WHERE portfolio_key NOT IN (SELECT key FROM portfolios);
DELETE FROM watches WHERE portfolio_key NOT IN (SELECT key FROM portfolios);
DELETE FROM contacts WHERE portfolio_key NOT IN (SELECT key FROM portfolios);
DELETE FROM follows WHERE person_key NOT IN (SELECT key FROM people);
DELETE FROM visits WHERE portfolio_key NOT IN (SELECT key FROM portfolios);
DELETE FROM sign_ins;
DELETE FROM codes;
DELETE FROM links;
DELETE FROM conversations;
DELETE FROM answers;
DELETE FROM promises;
DELETE FROM alerts;
DELETE FROM changes;
DELETE FROM messages;
COMMIT;
