-- Shops: application with documents, review, deposit, open; staff.

create table shops (
  id uuid primary key,
  name text not null check (length(name) between 2 and 40),
  -- Lower case, NFKC, no spaces: two shops may not look alike.
  name_key text not null,
  kind text not null check (kind in ('individual', 'sole_trader', 'enterprise', 'flagship')),
  about text not null default '',
  logo_key text,
  owner_id uuid not null references accounts,
  -- Where returned goods go: recipient, phone, province, city, district, street.
  return_address jsonb,
  is_self_operated boolean not null default false,
  deposit_required bigint not null default 0 check (deposit_required >= 0),
  state text not null check (state in
    ('draft', 'in_review', 'rejected', 'deposit_due', 'open', 'suspended', 'closed')),
  state_at timestamptz not null,
  deadline_at timestamptz,
  review_note text not null default '',
  -- Verdict of the review by field: [{"field": "licence_number", "code": "unreadable", "words": "…"}]
  review_findings jsonb not null default '[]',
  legal_name text not null default '',
  licence_number text not null default '',
  contact_phone text not null default '',
  created_at timestamptz not null,
  opened_at timestamptz,
  version int not null default 1
);
create unique index shops_name on shops (name_key) where state <> 'closed';
create index shops_state on shops (state, state_at);
create index shops_owner on shops (owner_id);
create index shops_deadline on shops (deadline_at) where deadline_at is not null;
call draw_machine('shops', array[
  'draft>in_review', 'in_review>rejected', 'in_review>deposit_due', 'rejected>in_review',
  'deposit_due>open', 'deposit_due>rejected', 'open>suspended', 'suspended>open', 'open>closed', 'suspended>closed', 'draft>closed', 'rejected>closed']);

create table shop_documents (
  id uuid primary key,
  shop_id uuid not null references shops,
  kind text not null check (kind in ('business_licence', 'identity', 'brand_licence', 'other')),
  file_key text not null,
  file_name text not null,
  media_type text not null,
  size_bytes bigint not null,
  uploaded_by uuid not null references accounts,
  uploaded_at timestamptz not null,
  removed_at timestamptz
);
create index shop_documents_shop on shop_documents (shop_id);

create table shop_staff (
  shop_id uuid not null references shops,
  account_id uuid not null references accounts,
  role text not null check (role in ('owner', 'manager', 'clerk')),
  added_at timestamptz not null,
  primary key (shop_id, account_id)
);
create index shop_staff_account on shop_staff (account_id);
