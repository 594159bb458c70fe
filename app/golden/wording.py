"""What the product is to do, in the words of its feature files."""

from typing import Final

FEATURES: Final = """
checkout | Card payment | REQ-40 | a basket of 40.00 EUR | the customer pays with a card
  Card is charged once @critical
  Expired card is declined
  Currency is kept
  Checkout survives a PSP timeout
  Amount of zero is refused
checkout | Receipt | REQ-41 | a paid basket of 40.00 EUR | the receipt is asked for
  Receipt carries the amount @happy_path
  Receipt carries the currency
  Receipt names the merchant
  Receipt is sent by mail once
  Receipt of an unpaid basket is refused
cards | Stored cards | REQ-43 | a customer with a stored card | the customer opens the list of cards
  Card is stored as a token @critical @security
  Card number is never shown in full @security
  Removed card cannot be charged
  Expired card is marked
  Same card is stored once
cards | Strong authentication | REQ-43 | a card that asks for a second factor | the customer confirms
  Confirmed payment goes through @happy_path
  Rejected challenge declines the payment
  Challenge expires after ten minutes
  Exempt amount needs no challenge
  Challenge survives a page reload
wallets | Wallet payment | REQ-44 | a customer with a linked wallet | the customer pays with the wallet
  Wallet is charged once @critical
  Empty wallet is declined
  Unlinked wallet is refused
  Wallet payment appears in the history
  Wallet currency is converted at the shown rate
wallets | Wallet linking | REQ-44 | a customer without a wallet | the customer links a wallet
  Wallet is linked after consent @happy_path
  Refused consent links nothing
  Wallet can be unlinked
  Second wallet replaces the first
  Linking times out after five minutes
fraud | Payment screening | REQ-45 | a payment from an unknown device | the payment is screened
  Suspicious payment is held @critical
  Known device passes without a hold
  Ten cards in one minute are blocked
  Score is kept with the payment
  Screening failure holds the payment
fraud | Manual review | REQ-45 | a payment on hold | a reviewer decides
  Released payment is captured
  Rejected payment is voided
  Decision names its reviewer
  Hold ends after three days
  Two reviewers cannot decide at once
ledger | Double entry | REQ-46 | a captured payment of 40.00 EUR | the ledger is written
  Payment writes two balanced entries @critical
  Refund writes the opposite entries
  Fee is written beside the payment
  Entries are never changed
  Entries carry the time of capture
ledger | Ledger events | REQ-46 | a consumer of ledger events | an entry is written
  Event follows every entry @happy_path
  Events of one account keep their order
  Event is sent again after an outage
  Event carries no card number @data_privacy
  Consumer can start from any day
webhooks | Delivery | REQ-47 | a merchant with a webhook address | a payment is captured
  Merchant is told once @critical
  Failed delivery is tried again
  Delivery carries a signature @security
  Deliveries stop after three days
  Slow merchant does not delay others
webhooks | Subscriptions | REQ-47 | a merchant without webhooks | the merchant subscribes
  Subscription takes effect at once @happy_path
  Unknown event type is refused
  Address without encryption is refused @security
  Subscription can be paused
  Secret can be rotated without a gap
payouts | Daily payout | REQ-48 | a merchant with a balance of 900.00 EUR | the payout run starts
  Balance is paid out once @critical
  Balance under the minimum waits
  Negative balance is carried over
  Payout names its payments
  Holiday moves the payout to the next day
payouts | Bank accounts | REQ-48 | a merchant with a verified account | the merchant changes the account
  Changed account waits for verification
  Unverified account is never paid @security
  Old account is used until the change
  Change is confirmed by mail
  Account name has to match
disputes | Answering | REQ-49 | a dispute opened by the card holder | the merchant answers
  Evidence is sent to the network @critical
  Late evidence is refused
  Evidence can be added until the deadline
  Accepted dispute returns the amount
  Merchant is told of the deadline
disputes | Outcome | REQ-49 | an answered dispute | the network decides
  Won dispute releases the amount @happy_path
  Lost dispute debits the merchant
  Outcome is written to the ledger
  Dispute fee is charged once
  Second dispute of one payment is linked
reports | Daily figures | REQ-50 | payments of yesterday | finance opens the report
  Report is ready by eight @happy_path
  Figures equal the ledger
  Currencies are shown apart
  Report of a closed day never changes
  Report can be exported as a table
reports | Reconciliation | REQ-50 | a statement of the bank | the statement is matched
  Matching entries are ticked off
  Missing entry is listed
  Amount that differs by a cent is listed
  Statement is read once
  Unknown account is refused
refunds | Partial refunds | REQ-42 | a payment captured at 40.00 EUR | a part is refunded
  Refund within the captured amount is accepted @happy_path
  Partial refunds add up
  Refund of a chargeback is refused
  Refund emits one ledger entry
  Refund returns to the card that paid
refunds | Refund limits | REQ-42 | a payment captured at 40.00 EUR | 55.00 EUR are asked back
  Refund above the captured amount is refused @critical
  Refund of a voided payment is refused
  Refund after a year asks for approval
  Refund that is sent twice pays once
  Remaining amount is shown
"""
