-- A claim is found by one short key: 128 bits of the hash of caller, route and key, as the server makes it.
alter table idempotency_keys add column id uuid;
update idempotency_keys
set id = encode(substr(sha256(convert_to(caller || ' ' || route || ' ' || key, 'UTF8')), 1, 16), 'hex')::uuid;
alter table idempotency_keys drop constraint idempotency_keys_pkey;
alter table idempotency_keys add primary key (id);
alter table idempotency_keys drop column caller, drop column route, drop column key;
