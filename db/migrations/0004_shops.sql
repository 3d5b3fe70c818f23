-- Shops: application with documents, review, deposit, open; staff.

create table shops (
  id uuid primary key,
  name text not null check (length(name) between 2 and 40),
  -- What is left of the name for a hasty eye (shop-name.ts): two shops may not look alike.
  name_key text not null,
  kind text not null check (kind in ('individual', 'sole_trader', 'enterprise', 'flagship')),
  about text not null default '',
  logo_key text,
  owner_id uuid not null references accounts,
  -- Where returned goods go: recipient, phone, province, city, district, street.
  return_address jsonb,
  is_self_operated boolean not null default false,
  deposit_required bigint not null default 0 check (deposit_required >= 0),
  -- All that was heard to be paid in; what is left of it is the ledger's to say.
  deposit_paid bigint not null default 0 check (deposit_paid >= 0),
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
  -- When it was last handed in, and how often its review was overdue since: the order of the queue.
  submitted_at timestamptz,
  escalations int not null default 0 check (escalations >= 0),
  opened_at timestamptz,
  -- Counts every change of the file: a decision names the version it read.
  version int not null default 1
);
create unique index shops_name on shops (name_key) where state <> 'closed';
create index shops_queue on shops (state, escalations desc, submitted_at, id);
create index shops_owner on shops (owner_id);
create index shops_deadline on shops (deadline_at) where deadline_at is not null;
-- in_review>in_review: the review is overdue and escalated; suspended>suspended: a suspension is confirmed.
call draw_machine('shops', array[
  'draft>in_review', 'draft>closed', 'in_review>in_review', 'in_review>rejected', 'in_review>deposit_due',
  'rejected>in_review', 'rejected>closed', 'deposit_due>open', 'deposit_due>rejected', 'open>suspended', 'open>closed',
  'suspended>suspended', 'suspended>open', 'suspended>closed']);

create table shop_documents (
  id uuid primary key,
  shop_id uuid not null references shops,
  kind text not null check (kind in ('business_licence', 'identity', 'brand_licence', 'other')),
  file_key text not null,
  file_name text not null check (length(file_name) between 1 and 120),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
  size_bytes bigint not null check (size_bytes between 1 and 10485760),
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

-- Who was given or lost which role, by whom. A null role: taken off.
create table shop_staff_changes (
  id bigint generated always as identity primary key,
  shop_id uuid not null references shops,
  account_id uuid not null references accounts,
  role text,
  changed_by uuid not null references accounts,
  at timestamptz not null
);
create index shop_staff_changes_shop on shop_staff_changes (shop_id, id);
create trigger shop_staff_changes_append_only before update or delete on shop_staff_changes
  for each row execute function refuse_change();
