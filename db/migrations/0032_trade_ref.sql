-- Some providers know a trade by a number of their own until it is paid (a Checkout Session of Stripe): kept with its cashier.
alter table payments add column trade_ref text check (length(trade_ref) <= 200);
