-- People: accounts, sign-in names, sessions, machine keys, duties, addresses, follows.

create table accounts (
  id uuid primary key,
  nickname text not null check (length(nickname) between 1 and 40),
  avatar_key text,
  bio text not null default '' check (length(bio) <= 300),
  language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  password_hash text not null,
  is_creator boolean not null default false,
  created_at timestamptz not null,
  closed_at timestamptz
);

-- Phone numbers and e-mail addresses in normal form; unique over everybody.
create table sign_in_names (
  name text primary key,
  account_id uuid not null references accounts,
  kind text not null check (kind in ('phone', 'email'))
);
create index sign_in_names_account on sign_in_names (account_id);

create table sessions (
  id uuid primary key,
  account_id uuid not null references accounts,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null default ''
);
create index sessions_account on sessions (account_id);

-- Bearer keys for machines; only the hash is kept.
create table api_keys (
  id uuid primary key,
  account_id uuid not null references accounts,
  name text not null,
  key_hash bytea not null unique,
  shown text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_account on api_keys (account_id);

create table operator_duties (
  account_id uuid not null references accounts,
  duty text not null check (duty in ('reviewer', 'judge', 'finance', 'admin')),
  given_by uuid references accounts,
  given_at timestamptz not null,
  primary key (account_id, duty)
);

create table addresses (
  id uuid primary key,
  account_id uuid not null references accounts,
  recipient text not null,
  phone text not null,
  province text not null,
  city text not null,
  district text not null,
  street text not null,
  is_default boolean not null default false,
  created_at timestamptz not null,
  removed_at timestamptz
);
create index addresses_account on addresses (account_id) where removed_at is null;
create unique index addresses_one_default on addresses (account_id) where is_default and removed_at is null;

create table follows (
  follower_id uuid not null references accounts,
  followed_id uuid not null references accounts,
  at timestamptz not null,
  primary key (follower_id, followed_id),
  check (follower_id <> followed_id)
);
create index follows_followed on follows (followed_id);

-- Demo installations only: who can be entered with one click.
create table demo_people (
  account_id uuid primary key references accounts,
  role text not null check (role in ('viewer', 'creator', 'merchant', 'operator')),
  words_zh text not null,
  words_en text not null,
  position int not null
);
