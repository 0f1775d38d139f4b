<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name></name>
    <message id="account-leave">
        <source>Leave</source>
        <translation>Leave</translation>
    </message>
    <message id="account-how-much">
        <source>How much?</source>
        <translation>How much?</translation>
    </message>
    <message id="amount-title">
        <source>How much?</source>
        <translation>How much?</translation>
    </message>
    <message id="amount-name">
        <source>Amount</source>
        <translation>Amount</translation>
    </message>
    <message id="keypad-ok">
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message id="page-back">
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message id="account-balance">
        <source>Balance</source>
        <translation>Balance</translation>
    </message>
    <message id="account-lasts">
        <source>Lasts about</source>
        <translation>Lasts about</translation>
    </message>
    <message id="account-recent">
        <source>Recent top-ups</source>
        <translation>Recent top-ups ›</translation>
    </message>
    <message id="account-how-to-pay">
        <source>How to pay?</source>
        <translation>How to pay?</translation>
    </message>
    <message id="code-picture">
        <source>Code to scan</source>
        <translation>Code to scan</translation>
    </message>
    <message id="code-covered">
        <source>One moment, please</source>
        <translation>One moment, please</translation>
    </message>
    <message id="code-scanned">
        <source>Scanned. Please confirm the payment on your phone.</source>
        <translation>Scanned. Please confirm the payment on your phone.</translation>
    </message>
    <message id="code-promise">
        <source>This page goes on by itself once you have paid. If you walk away after paying, the credit still goes to your meter.</source>
        <translation>This page goes on by itself once you have paid. If you walk away after paying, the credit still goes to your meter.</translation>
    </message>
    <message id="code-cancel">
        <source>Cancel payment</source>
        <translation>Cancel payment</translation>
    </message>
    <message id="code-change">
        <source>Pay another way</source>
        <translation>Pay another way</translation>
    </message>
    <message id="code-step-scan">
        <source>Scan the code above</source>
        <translation>Scan the code above</translation>
    </message>
    <message id="code-step-confirm">
        <source>Confirm on the phone</source>
        <translation>Confirm on the phone</translation>
    </message>
    <message id="keypad-erase">
        <source>Delete the last digit</source>
        <translation>Delete the last digit</translation>
    </message>
    <message id="header-language">
        <source>中文</source>
        <translation>中文</translation>
    </message>
    <message id="header-large-type">
        <source>Large</source>
        <translation>Large</translation>
    </message>
    <message id="header-normal-type">
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message id="header-help">
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message id="keypad-clear">
        <source>Clear</source>
        <translation>Clear</translation>
    </message>
    <message id="help-find-title">
        <source>Find your meter</source>
        <translation>Find your meter</translation>
    </message>
    <message id="help-find-text">
        <source>Type the number of your shop, or the last 6 digits on the meter.</source>
        <translation>Type the number of your shop, or the last 6 digits on the meter.</translation>
    </message>
    <message id="help-pay-title">
        <source>Pay</source>
        <translation>Pay</translation>
    </message>
    <message id="help-pay-text">
        <source>Choose an amount and scan the code. No password is ever asked for here.</source>
        <translation>Choose an amount and scan the code. No password is ever asked for here.</translation>
    </message>
    <message id="help-wait-title">
        <source>Wait until it is on your meter</source>
        <translation>Wait until it is on your meter</translation>
    </message>
    <message id="help-wait-text">
        <source>Usually a few seconds. Once you have paid you may also leave.</source>
        <translation>Usually a few seconds. Once you have paid you may also leave.</translation>
    </message>
    <message id="help-lost-title">
        <source>Paid, and no credit?</source>
        <translation>Paid, and no credit?</translation>
    </message>
    <message id="help-lost-text">
        <source>Do not pay again. Look under &quot;Recent top-ups&quot; of your meter, or call the property office.</source>
        <translation>Do not pay again. Look under "Recent top-ups" of your meter, or call the property office.</translation>
    </message>
    <message id="help-title">
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message id="service-hotline">
        <source>Property office</source>
        <translation>Property office</translation>
    </message>
    <message id="done-mark">
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message id="done-title">
        <source>The credit is on your meter</source>
        <translation>The credit is on your meter</translation>
    </message>
    <message id="progress-wait">
        <source>Please wait</source>
        <translation>Please wait</translation>
    </message>
    <message id="progress-step-received">
        <source>Payment received</source>
        <translation>Payment received</translation>
    </message>
    <message id="progress-step-sent">
        <source>Sent to the meter</source>
        <translation>Sent to the meter</translation>
    </message>
    <message id="progress-step-checked">
        <source>Read back from the meter</source>
        <translation>Read back from the meter</translation>
    </message>
    <message id="recent-title">
        <source>Recent top-ups</source>
        <translation>Recent top-ups</translation>
    </message>
    <message id="service-starting">
        <source>One moment, please</source>
        <translation>One moment, please</translation>
    </message>
    <message id="service-out">
        <source>Out of service</source>
        <translation>Out of service</translation>
    </message>
    <message id="service-hint">
        <source>The terminal has no connection to its system. It comes back by itself; there is nothing to do.</source>
        <translation>The terminal has no connection to its system. It comes back by itself; there is nothing to do.</translation>
    </message>
    <message id="service-money">
        <source>If you paid before, your money is safe: the credit goes to your meter as soon as the system is back. Please do not pay again.</source>
        <translation>If you paid before, your money is safe: the credit goes to your meter as soon as the system is back. Please do not pay again.</translation>
    </message>
    <message id="service-trying">
        <source>Trying to connect</source>
        <translation>Trying to connect</translation>
    </message>
    <message id="choice-title">
        <source>Which one is yours?</source>
        <translation>Which one is yours?</translation>
    </message>
    <message id="choice-hint">
        <source>Several meters belong to this number</source>
        <translation>Several meters belong to this number</translation>
    </message>
    <message id="welcome-title">
        <source>Balance and top-up</source>
        <translation>Balance and top-up</translation>
    </message>
    <message id="welcome-hint">
        <source>Enter the number of your shop or your meter</source>
        <translation>Enter the number of your shop or your meter</translation>
    </message>
    <message id="welcome-number">
        <source>Number</source>
        <translation>Number</translation>
    </message>
    <message id="account-relay-closed">
        <source>power on</source>
        <translation>power on</translation>
    </message>
    <message id="account-relay-open">
        <source>power off</source>
        <translation>power off</translation>
    </message>
    <message id="account-meter-line">
        <source>Meter %1 · %2</source>
        <translation>Meter %1 · %2</translation>
    </message>
    <message id="account-reading-now">
        <source>Asking the meter …</source>
        <translation>Asking the meter …</translation>
    </message>
    <message id="account-never-read">
        <source>The meter has never been read</source>
        <translation>The meter has never been read</translation>
    </message>
    <message id="account-read-old">
        <source>Meter silent, read %1</source>
        <translation>Meter silent, read %1</translation>
    </message>
    <message id="account-read-at">
        <source>Read at %1</source>
        <translation>Read at %1</translation>
    </message>
    <message id="account-today-unknown">
        <source>Today&apos;s use is not known yet</source>
        <translation>Today's use is not known yet</translation>
    </message>
    <message id="account-today-energy">
        <source>Today %1</source>
        <translation>Today %1</translation>
    </message>
    <message id="account-today">
        <source>Today %1 · %2</source>
        <translation>Today %1 · %2</translation>
    </message>
    <message id="account-other">
        <source>Other</source>
        <translation>Other</translation>
    </message>
    <message id="account-no-ways">
        <source>Payment not available</source>
        <translation>Payment not available</translation>
    </message>
    <message id="account-full">
        <source>The meter is full</source>
        <translation>The meter is full</translation>
    </message>
    <message id="account-at-most">
        <source>At most %1 now</source>
        <translation>At most %1 now</translation>
    </message>
    <message id="account-pay">
        <source>Pay %1</source>
        <translation>Pay %1</translation>
    </message>
    <message id="account-refused">
        <source>The top-up could not be started. Nothing was charged. Please try again later.</source>
        <translation>The top-up could not be started. Nothing was charged. Please try again later.</translation>
    </message>
    <message id="account-not-opened">
        <source>This account is not opened yet. Please call the property office: %1</source>
        <translation>This account is not opened yet. Please call the property office: %1</translation>
    </message>
    <message id="account-held">
        <source>An earlier top-up is with the staff. Please call the property office: %1</source>
        <translation>An earlier top-up is with the staff. Please call the property office: %1</translation>
    </message>
    <message id="account-not-sellable">
        <source>This meter cannot be topped up now. Please call the property office: %1</source>
        <translation>This meter cannot be topped up now. Please call the property office: %1</translation>
    </message>
    <message id="account-today-label">
        <source>Today</source>
        <translation>Today</translation>
    </message>
    <message id="amount-bounds">
        <source>From %1 to %2, whole yuan</source>
        <translation>From %1 to %2, whole yuan</translation>
    </message>
    <message id="code-title">
        <source>Scan with %1</source>
        <translation>Scan with %1</translation>
    </message>
    <message id="code-step-open">
        <source>Open %1</source>
        <translation>Open %1</translation>
    </message>
    <message id="code-time-up">
        <source>Time is up. Checking whether a payment came in …</source>
        <translation>Time is up. Checking whether a payment came in …</translation>
    </message>
    <message id="code-countdown" numerus="yes">
        <source>Please pay within %n second(s)</source>
        <translation><numerusform>Please pay within %n second</numerusform><numerusform>Please pay within %n seconds</numerusform></translation>
    </message>
    <message id="done-count">
        <source>Purchase no. %1</source>
        <translation>Purchase no. %1</translation>
    </message>
    <message id="order-line">
        <source>Order %1</source>
        <translation>Order %1</translation>
    </message>
    <message id="done-button">
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message id="done-button-countdown">
        <source>Done (back in %1 s)</source>
        <translation>Done (back in %1 s)</translation>
    </message>
    <message id="done-amount">
        <source>Top-up</source>
        <translation>Top-up</translation>
    </message>
    <message id="done-before">
        <source>Before (as read)</source>
        <translation>Before (as read)</translation>
    </message>
    <message id="done-after">
        <source>Now (as read)</source>
        <translation>Now (as read)</translation>
    </message>
    <message id="done-lasts">
        <source>Lasts about</source>
        <translation>Lasts about</translation>
    </message>
    <message id="silent-title">
        <source>Paid, on its way</source>
        <translation>Paid, on its way</translation>
    </message>
    <message id="held-title">
        <source>Staff will finish this top-up</source>
        <translation>Staff will finish this top-up</translation>
    </message>
    <message id="refunding-title">
        <source>The money goes back</source>
        <translation>The money goes back</translation>
    </message>
    <message id="refunded-title">
        <source>The money went back</source>
        <translation>The money went back</translation>
    </message>
    <message id="expired-title">
        <source>Not paid in time</source>
        <translation>Not paid in time</translation>
    </message>
    <message id="cancelled-title">
        <source>Cancelled</source>
        <translation>Cancelled</translation>
    </message>
    <message id="interrupted-paid-title">
        <source>Paid. The line is interrupted</source>
        <translation>Paid. The line is interrupted</translation>
    </message>
    <message id="interrupted-title">
        <source>The line is interrupted</source>
        <translation>The line is interrupted</translation>
    </message>
    <message id="silent-subtitle">
        <source>The meter does not answer at the moment. Your money is safe.</source>
        <translation>The meter does not answer at the moment. Your money is safe.</translation>
    </message>
    <message id="held-subtitle">
        <source>The payment or the meter&apos;s answer has to be checked by a person. Your money is safe.</source>
        <translation>The payment or the meter's answer has to be checked by a person. Your money is safe.</translation>
    </message>
    <message id="refunding-subtitle">
        <source>It was not put on the meter. It is returned by itself; you need do nothing.</source>
        <translation>It was not put on the meter. It is returned by itself; you need do nothing.</translation>
    </message>
    <message id="refunded-subtitle">
        <source>It was returned the way it was paid.</source>
        <translation>It was returned the way it was paid.</translation>
    </message>
    <message id="expired-subtitle">
        <source>Nothing was credited. If you did pay, the money is found and dealt with by itself.</source>
        <translation>Nothing was credited. If you did pay, the money is found and dealt with by itself.</translation>
    </message>
    <message id="cancelled-subtitle">
        <source>Nothing was credited. If you did pay, the money is found and dealt with by itself.</source>
        <translation>Nothing was credited. If you did pay, the money is found and dealt with by itself.</translation>
    </message>
    <message id="interrupted-paid-subtitle">
        <source>Your money is safe. The top-up goes on as soon as the line is back.</source>
        <translation>Your money is safe. The top-up goes on as soon as the line is back.</translation>
    </message>
    <message id="interrupted-subtitle">
        <source>If you have paid, your money is safe. If not, please do not pay now.</source>
        <translation>If you have paid, your money is safe. If not, please do not pay now.</translation>
    </message>
    <message id="notice-warning">
        <source>Please do not pay again</source>
        <translation>Please do not pay again</translation>
    </message>
    <message id="notice-warning-detail">
        <source>Order %1
Property office %2</source>
        <translation>Order %1
Property office %2</translation>
    </message>
    <message id="notice-button">
        <source>Got it</source>
        <translation>Got it</translation>
    </message>
    <message id="notice-button-countdown">
        <source>Got it (back in %1 s)</source>
        <translation>Got it (back in %1 s)</translation>
    </message>
    <message id="notice-received">
        <source>Received</source>
        <translation>Received</translation>
    </message>
    <message id="notice-follow">
        <source>Check progress</source>
        <translation>Check progress</translation>
    </message>
    <message id="notice-follow-how">
        <source>&quot;Recent top-ups&quot; on this terminal</source>
        <translation>"Recent top-ups" on this terminal</translation>
    </message>
    <message id="notice-next">
        <source>What happens now</source>
        <translation>What happens now</translation>
    </message>
    <message id="silent-next">
        <source>Retried automatically, no need to pay</source>
        <translation>Retried automatically, no need to pay</translation>
    </message>
    <message id="silent-until">
        <source>If not by %1</source>
        <translation>If not by %1</translation>
    </message>
    <message id="silent-until-default">
        <source>If not within 24 hours</source>
        <translation>If not within 24 hours</translation>
    </message>
    <message id="silent-refund">
        <source>It goes back to %1 by itself</source>
        <translation>It goes back to %1 by itself</translation>
    </message>
    <message id="held-next">
        <source>Staff check it and put it right</source>
        <translation>Staff check it and put it right</translation>
    </message>
    <message id="refunding-next">
        <source>Returned to %1 by itself, the way it was paid</source>
        <translation>Returned to %1 by itself, the way it was paid</translation>
    </message>
    <message id="refunded-amount">
        <source>Returned</source>
        <translation>Returned</translation>
    </message>
    <message id="refunded-to">
        <source>To</source>
        <translation>To</translation>
    </message>
    <message id="notice-amount">
        <source>Amount</source>
        <translation>Amount</translation>
    </message>
    <message id="interrupted-next">
        <source>Goes on by itself when the line is back</source>
        <translation>Goes on by itself when the line is back</translation>
    </message>
    <message id="notice-order">
        <source>Order</source>
        <translation>Order</translation>
    </message>
    <message id="notice-questions">
        <source>Questions</source>
        <translation>Questions</translation>
    </message>
    <message id="progress-preparing">
        <source>Preparing the code</source>
        <translation>Preparing the code</translation>
    </message>
    <message id="progress-late">
        <source>The payment came late</source>
        <translation>The payment came late</translation>
    </message>
    <message id="progress-received">
        <source>Payment received</source>
        <translation>Payment received</translation>
    </message>
    <message id="progress-preparing-hint">
        <source>One moment, please</source>
        <translation>One moment, please</translation>
    </message>
    <message id="progress-late-hint">
        <source>Your money is safe. It goes to your meter or back to %1 by itself; this page says which. Please do not pay again.</source>
        <translation>Your money is safe. It goes to your meter or back to %1 by itself; this page says which. Please do not pay again.</translation>
    </message>
    <message id="progress-sending-hint">
        <source>The credit is on its way to your meter. Usually this takes a few seconds.</source>
        <translation>The credit is on its way to your meter. Usually this takes a few seconds.</translation>
    </message>
    <message id="recent-asking">
        <source>One moment, please</source>
        <translation>One moment, please</translation>
    </message>
    <message id="recent-no-answer">
        <source>The system is busy. Please try again.</source>
        <translation>The system is busy. Please try again.</translation>
    </message>
    <message id="recent-none">
        <source>There are no top-ups of this meter yet.</source>
        <translation>There are no top-ups of this meter yet.</translation>
    </message>
    <message id="header-no-site">
        <source>Electricity top-up</source>
        <translation>Electricity top-up</translation>
    </message>
    <message id="header-site">
        <source>%1 Electricity</source>
        <translation>%1 Electricity</translation>
    </message>
    <message id="welcome-footer">
        <source>Property office %1 · Terminal %2</source>
        <translation>Property office %1 · Terminal %2</translation>
    </message>
    <message id="idle-countdown">
        <source>Back to the start in %1 s. Touch to stay.</source>
        <translation>Back to the start in %1 s. Touch to stay.</translation>
    </message>
    <message id="place-meter-tail">
        <source>meter …%1</source>
        <translation>meter …%1</translation>
    </message>
    <message id="welcome-unknown">
        <source>%1 was not found. Please check the number.</source>
        <translation>%1 was not found. Please check the number.</translation>
    </message>
    <message id="welcome-no-answer">
        <source>The system is busy. Please try again.</source>
        <translation>The system is busy. Please try again.</translation>
    </message>
    <message id="welcome-no-ways">
        <source>Payment is not available here at the moment; balances can be looked up.</source>
        <translation>Payment is not available here at the moment; balances can be looked up.</translation>
    </message>
    <message id="list-separator">
        <source>, </source>
        <translation>, </translation>
    </message>
    <message id="welcome-ways">
        <source>Pay with %1 by scanning a code. The credit goes to your meter by itself.</source>
        <translation>Pay with %1 by scanning a code. The credit goes to your meter by itself.</translation>
    </message>
    <message id="unit-energy">
        <source>%1 kWh</source>
        <translation>%1 kWh</translation>
    </message>
    <message id="unit-days" numerus="yes">
        <source>%n day(s)</source>
        <translation><numerusform>%n day</numerusform><numerusform>%n days</numerusform></translation>
    </message>
    <message id="channel-alipay">
        <source>Alipay</source>
        <translation>Alipay</translation>
    </message>
    <message id="channel-unionpay">
        <source>UnionPay</source>
        <translation>UnionPay</translation>
    </message>
    <message id="weekday-1">
        <source>Mon</source>
        <translation>Mon</translation>
    </message>
    <message id="weekday-2">
        <source>Tue</source>
        <translation>Tue</translation>
    </message>
    <message id="weekday-3">
        <source>Wed</source>
        <translation>Wed</translation>
    </message>
    <message id="weekday-4">
        <source>Thu</source>
        <translation>Thu</translation>
    </message>
    <message id="weekday-5">
        <source>Fri</source>
        <translation>Fri</translation>
    </message>
    <message id="weekday-6">
        <source>Sat</source>
        <translation>Sat</translation>
    </message>
    <message id="weekday-7">
        <source>Sun</source>
        <translation>Sun</translation>
    </message>
    <message id="meter-state-normal">
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message id="meter-state-alarm1">
        <source>Low balance</source>
        <translation>Low balance</translation>
    </message>
    <message id="meter-state-alarm2">
        <source>Very low balance</source>
        <translation>Very low balance</translation>
    </message>
    <message id="meter-state-arrears">
        <source>In arrears</source>
        <translation>In arrears</translation>
    </message>
    <message id="meter-state-kept-on">
        <source>Kept on</source>
        <translation>Kept on</translation>
    </message>
    <message id="meter-state-tripped">
        <source>Switched off</source>
        <translation>Switched off</translation>
    </message>
    <message id="meter-state-lost">
        <source>No answer</source>
        <translation>No answer</translation>
    </message>
    <message id="meter-state-not-opened">
        <source>Not opened</source>
        <translation>Not opened</translation>
    </message>
    <message id="order-state-held">
        <source>Staff will deal with it</source>
        <translation>Staff will deal with it</translation>
    </message>
    <message id="order-state-delivered">
        <source>On the meter</source>
        <translation>On the meter</translation>
    </message>
    <message id="order-state-sending">
        <source>Paid, being sent</source>
        <translation>Paid, being sent</translation>
    </message>
    <message id="order-state-refunding">
        <source>Going back</source>
        <translation>Going back</translation>
    </message>
    <message id="order-state-refunded">
        <source>Refunded</source>
        <translation>Refunded</translation>
    </message>
    <message id="order-state-expired">
        <source>Not paid in time</source>
        <translation>Not paid in time</translation>
    </message>
    <message id="order-state-cancelled">
        <source>Cancelled</source>
        <translation>Cancelled</translation>
    </message>
    <message id="order-state-waiting">
        <source>Waiting for payment</source>
        <translation>Waiting for payment</translation>
    </message>
    <message id="channel-unionpay-app">
        <source>UnionPay or a bank app</source>
        <translation>UnionPay or a bank app</translation>
    </message>
    <message id="progress-way">
        <source>By %1</source>
        <translation>By %1</translation>
    </message>
    <message id="done-way">
        <source>Paid by</source>
        <translation>Paid by</translation>
    </message>
    <message id="clock-title">
        <source>No payments at the moment</source>
        <translation>No payments at the moment</translation>
    </message>
    <message id="clock-subtitle">
        <source>This terminal&apos;s clock is wrong, so no payment can be begun. Nothing was charged.</source>
        <translation>This terminal's clock is wrong, so no payment can be begun. Nothing was charged.</translation>
    </message>
    <message id="clock-next">
        <source>The staff were told; it goes on by itself once the clock is set</source>
        <translation>The staff were told; it goes on by itself once the clock is set</translation>
    </message>
    <message id="clock-meanwhile">
        <source>Meanwhile</source>
        <translation>Meanwhile</translation>
    </message>
    <message id="clock-look-up">
        <source>Balance and use can be looked up as always</source>
        <translation>Balance and use can be looked up as always</translation>
    </message>
    <message id="notice-office">
        <source>Property office</source>
        <translation>Property office</translation>
    </message>
    <message id="done-title-set-off">
        <source>All of it paid off a debt</source>
        <translation>All of it paid off a debt</translation>
    </message>
    <message id="done-set-off">
        <source>Of it, paid off a debt</source>
        <translation>Of it, paid off a debt</translation>
    </message>
    <message id="order-state-set-off">
        <source>Paid off a debt</source>
        <translation>Paid off a debt</translation>
    </message>
    <message id="news-credited-late">
        <source>%1 paid %2 came late and was credited</source>
        <translation>%1 paid %2 came late and was credited</translation>
    </message>
    <message id="news-credited-slowly">
        <source>%1 paid %2 reached the meter at %3</source>
        <translation>%1 paid %2 reached the meter at %3</translation>
    </message>
    <message id="news-being-sent">
        <source>%1 paid %2 is being sent; do not pay again</source>
        <translation>%1 paid %2 is being sent; do not pay again</translation>
    </message>
    <message id="news-being-checked">
        <source>%1 paid %2 came late and is being checked</source>
        <translation>%1 paid %2 came late and is being checked</translation>
    </message>
    <message id="news-with-staff">
        <source>%1 of %2: the staff are seeing to it</source>
        <translation>%1 of %2: the staff are seeing to it</translation>
    </message>
    <message id="news-goes-back-late">
        <source>%1 paid %2 came too late, going back to %3</source>
        <translation>%1 paid %2 came too late, going back to %3</translation>
    </message>
    <message id="news-went-back-late">
        <source>%1 paid %2 came too late, went back to %3</source>
        <translation>%1 paid %2 came too late, went back to %3</translation>
    </message>
    <message id="news-extra-goes-back">
        <source>%1 paid twice %2, going back to %3</source>
        <translation>%1 paid twice %2, going back to %3</translation>
    </message>
    <message id="news-extra-went-back">
        <source>%1 paid twice %2, went back to %3</source>
        <translation>%1 paid twice %2, went back to %3</translation>
    </message>
    <message id="news-given-back">
        <source>%1 paid %2 was given back by the staff</source>
        <translation>%1 paid %2 was given back by the staff</translation>
    </message>
    <message id="news-went-back">
        <source>%1 paid %2, not credited, went back to %3</source>
        <translation>%1 paid %2, not credited, went back to %3</translation>
    </message>
    <message id="news-goes-back">
        <source>%1 paid %2, not credited, going back to %3</source>
        <translation>%1 paid %2, not credited, going back to %3</translation>
    </message>
</context>
</TS>
