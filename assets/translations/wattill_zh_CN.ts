<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message id="account-leave">
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message id="account-how-much">
        <source>How much?</source>
        <translation>充多少？</translation>
    </message>
    <message id="amount-title">
        <source>How much?</source>
        <translation>充多少？</translation>
    </message>
    <message id="amount-name">
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message id="keypad-ok">
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message id="page-back">
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message id="account-balance">
        <source>Balance</source>
        <translation>剩余金额</translation>
    </message>
    <message id="account-lasts">
        <source>Lasts about</source>
        <translation>大约还可用</translation>
    </message>
    <message id="account-recent">
        <source>Recent top-ups</source>
        <translation>最近充值 ›</translation>
    </message>
    <message id="account-how-to-pay">
        <source>How to pay?</source>
        <translation>怎么付？</translation>
    </message>
    <message id="code-picture">
        <source>Code to scan</source>
        <translation>付款码</translation>
    </message>
    <message id="code-covered">
        <source>One moment, please</source>
        <translation>请稍候</translation>
    </message>
    <message id="code-scanned">
        <source>Scanned. Please confirm the payment on your phone.</source>
        <translation>已扫码，请在手机上确认付款。</translation>
    </message>
    <message id="code-promise">
        <source>This page goes on by itself once you have paid. If you walk away after paying, the credit still goes to your meter.</source>
        <translation>付款成功后本页自动继续，请不要离开。
若要离开也不必担心：已付的钱会自动充入电表。</translation>
    </message>
    <message id="code-cancel">
        <source>Cancel payment</source>
        <translation>取消付款</translation>
    </message>
    <message id="code-change">
        <source>Pay another way</source>
        <translation>换一种付款方式</translation>
    </message>
    <message id="code-step-scan">
        <source>Scan the code above</source>
        <translation>扫上面的码</translation>
    </message>
    <message id="code-step-confirm">
        <source>Confirm on the phone</source>
        <translation>在手机上确认</translation>
    </message>
    <message id="keypad-erase">
        <source>Delete the last digit</source>
        <translation>删除最后一位</translation>
    </message>
    <message id="header-language">
        <source>中文</source>
        <translation>English</translation>
    </message>
    <message id="header-large-type">
        <source>Large</source>
        <translation>大字</translation>
    </message>
    <message id="header-normal-type">
        <source>Normal</source>
        <translation>标准</translation>
    </message>
    <message id="header-help">
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message id="keypad-clear">
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message id="help-find-title">
        <source>Find your meter</source>
        <translation>找到您的电表</translation>
    </message>
    <message id="help-find-text">
        <source>Type the number of your shop, or the last 6 digits on the meter.</source>
        <translation>输入铺位号，或电表号的后 6 位。</translation>
    </message>
    <message id="help-pay-title">
        <source>Pay</source>
        <translation>付款</translation>
    </message>
    <message id="help-pay-text">
        <source>Choose an amount and scan the code. No password is ever asked for here.</source>
        <translation>选择金额，用手机扫码付款。本机从不要求输入密码。</translation>
    </message>
    <message id="help-wait-title">
        <source>Wait until it is on your meter</source>
        <translation>等待“已充入电表”</translation>
    </message>
    <message id="help-wait-text">
        <source>Usually a few seconds. Once you have paid you may also leave.</source>
        <translation>通常只需几秒。付款后也可以离开，钱会自动充入电表。</translation>
    </message>
    <message id="help-lost-title">
        <source>Paid, and no credit?</source>
        <translation>付了款却没有到账？</translation>
    </message>
    <message id="help-lost-text">
        <source>Do not pay again. Look under &quot;Recent top-ups&quot; of your meter, or call the property office.</source>
        <translation>请不要重复付款。先在账户页的“最近充值”查看进度，或致电物业。</translation>
    </message>
    <message id="help-title">
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message id="service-hotline">
        <source>Property office</source>
        <translation>物业服务电话</translation>
    </message>
    <message id="done-mark">
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message id="done-title">
        <source>The credit is on your meter</source>
        <translation>已充入电表</translation>
    </message>
    <message id="progress-wait">
        <source>Please wait</source>
        <translation>请稍候</translation>
    </message>
    <message id="progress-step-received">
        <source>Payment received</source>
        <translation>已收到付款</translation>
    </message>
    <message id="progress-step-sent">
        <source>Sent to the meter</source>
        <translation>充入电表</translation>
    </message>
    <message id="progress-step-checked">
        <source>Read back from the meter</source>
        <translation>从电表读回核对</translation>
    </message>
    <message id="recent-title">
        <source>Recent top-ups</source>
        <translation>最近充值</translation>
    </message>
    <message id="service-starting">
        <source>One moment, please</source>
        <translation>请稍候</translation>
    </message>
    <message id="service-out">
        <source>Out of service</source>
        <translation>暂停服务</translation>
    </message>
    <message id="service-hint">
        <source>The terminal has no connection to its system. It comes back by itself; there is nothing to do.</source>
        <translation>本机与系统的连接中断，恢复后自动继续，您无需操作。</translation>
    </message>
    <message id="service-money">
        <source>If you paid before, your money is safe: the credit goes to your meter as soon as the system is back. Please do not pay again.</source>
        <translation>如果您刚才已付款，钱是安全的：系统恢复后会自动充入电表。请不要重复付款。</translation>
    </message>
    <message id="service-trying">
        <source>Trying to connect</source>
        <translation>正在连接</translation>
    </message>
    <message id="choice-title">
        <source>Which one is yours?</source>
        <translation>请选择您的电表</translation>
    </message>
    <message id="choice-hint">
        <source>Several meters belong to this number</source>
        <translation>这个号码下有多块电表</translation>
    </message>
    <message id="welcome-title">
        <source>Balance and top-up</source>
        <translation>查余额 · 充电费</translation>
    </message>
    <message id="welcome-hint">
        <source>Enter the number of your shop or your meter</source>
        <translation>请输入铺位号或电表号</translation>
    </message>
    <message id="welcome-number">
        <source>Number</source>
        <translation>号码</translation>
    </message>
    <message id="account-relay-closed">
        <source>power on</source>
        <translation>已合闸</translation>
    </message>
    <message id="account-relay-open">
        <source>power off</source>
        <translation>已断电</translation>
    </message>
    <message id="account-meter-line">
        <source>Meter %1 · %2</source>
        <translation>电表 %1 · %2</translation>
    </message>
    <message id="account-reading-now">
        <source>Asking the meter …</source>
        <translation>正在读取电表……</translation>
    </message>
    <message id="account-never-read">
        <source>The meter has never been read</source>
        <translation>电表还没有读到过</translation>
    </message>
    <message id="account-read-old">
        <source>Meter silent, read %1</source>
        <translation>电表没有应答，这是 %1 的读数</translation>
    </message>
    <message id="account-read-at">
        <source>Read at %1</source>
        <translation>%1 读自电表</translation>
    </message>
    <message id="account-today-unknown">
        <source>Today&apos;s use is not known yet</source>
        <translation>今天的用电还不知道</translation>
    </message>
    <message id="account-today-energy">
        <source>Today %1</source>
        <translation>今天 %1</translation>
    </message>
    <message id="account-today">
        <source>Today %1 · %2</source>
        <translation>今天 %1 · %2</translation>
    </message>
    <message id="account-other">
        <source>Other</source>
        <translation>其他金额</translation>
    </message>
    <message id="account-no-ways">
        <source>Payment not available</source>
        <translation>暂不能付款</translation>
    </message>
    <message id="account-full">
        <source>The meter is full</source>
        <translation>电表余额已到上限</translation>
    </message>
    <message id="account-at-most">
        <source>At most %1 now</source>
        <translation>现在最多充 %1</translation>
    </message>
    <message id="account-pay">
        <source>Pay %1</source>
        <translation>去付款 %1</translation>
    </message>
    <message id="account-refused">
        <source>The top-up could not be started. Nothing was charged. Please try again later.</source>
        <translation>充值没有开始，没有扣款。请稍后再试。</translation>
    </message>
    <message id="account-not-opened">
        <source>This account is not opened yet. Please call the property office: %1</source>
        <translation>该户尚未开户，请致电物业：%1</translation>
    </message>
    <message id="account-held">
        <source>An earlier top-up is with the staff. Please call the property office: %1</source>
        <translation>上一笔充值正由物业核对，请致电：%1</translation>
    </message>
    <message id="account-not-sellable">
        <source>This meter cannot be topped up now. Please call the property office: %1</source>
        <translation>该电表暂时不能充值，请致电物业：%1</translation>
    </message>
    <message id="account-today-label">
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message id="amount-bounds">
        <source>From %1 to %2, whole yuan</source>
        <translation>%1 至 %2，整元</translation>
    </message>
    <message id="code-title">
        <source>Scan with %1</source>
        <translation>请用%1扫码</translation>
    </message>
    <message id="code-step-open">
        <source>Open %1</source>
        <translation>打开%1</translation>
    </message>
    <message id="code-time-up">
        <source>Time is up. Checking whether a payment came in …</source>
        <translation>时间到，正在确认是否已付款……</translation>
    </message>
    <message id="code-countdown" numerus="yes">
        <source>Please pay within %n second(s)</source>
        <translation><numerusform>请在 %n 秒内付款</numerusform></translation>
    </message>
    <message id="done-count">
        <source>Purchase no. %1</source>
        <translation>第 %1 次购电</translation>
    </message>
    <message id="order-line">
        <source>Order %1</source>
        <translation>单号 %1</translation>
    </message>
    <message id="done-button">
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message id="done-button-countdown">
        <source>Done (back in %1 s)</source>
        <translation>完成（%1 秒后返回）</translation>
    </message>
    <message id="done-amount">
        <source>Top-up</source>
        <translation>本次充值</translation>
    </message>
    <message id="done-before">
        <source>Before (as read)</source>
        <translation>充值前（电表读数）</translation>
    </message>
    <message id="done-after">
        <source>Now (as read)</source>
        <translation>充值后（电表读数）</translation>
    </message>
    <message id="done-lasts">
        <source>Lasts about</source>
        <translation>大约可用</translation>
    </message>
    <message id="silent-title">
        <source>Paid, on its way</source>
        <translation>已收款，正在充入电表</translation>
    </message>
    <message id="held-title">
        <source>Staff will finish this top-up</source>
        <translation>这笔充值由物业处理</translation>
    </message>
    <message id="refunding-title">
        <source>The money goes back</source>
        <translation>正在退款</translation>
    </message>
    <message id="refunded-title">
        <source>The money went back</source>
        <translation>钱已退回</translation>
    </message>
    <message id="expired-title">
        <source>Not paid in time</source>
        <translation>付款时间已过</translation>
    </message>
    <message id="cancelled-title">
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message id="interrupted-paid-title">
        <source>Paid. The line is interrupted</source>
        <translation>已收款，连接中断</translation>
    </message>
    <message id="interrupted-title">
        <source>The line is interrupted</source>
        <translation>连接中断</translation>
    </message>
    <message id="silent-subtitle">
        <source>The meter does not answer at the moment. Your money is safe.</source>
        <translation>电表暂时没有应答。您的钱是安全的。</translation>
    </message>
    <message id="held-subtitle">
        <source>The payment or the meter&apos;s answer has to be checked by a person. Your money is safe.</source>
        <translation>付款或电表的应答需要人工核对。您的钱是安全的。</translation>
    </message>
    <message id="refunding-subtitle">
        <source>It was not put on the meter. It is returned by itself; you need do nothing.</source>
        <translation>没有充入电表，款项会自动退回，您无需任何操作。</translation>
    </message>
    <message id="refunded-subtitle">
        <source>It was returned the way it was paid.</source>
        <translation>已按原付款方式退回。</translation>
    </message>
    <message id="expired-subtitle">
        <source>Nothing was credited. If you did pay, the money is found and dealt with by itself.</source>
        <translation>没有充值。若您其实已付款，系统会自动查到并处理。</translation>
    </message>
    <message id="cancelled-subtitle">
        <source>Nothing was credited. If you did pay, the money is found and dealt with by itself.</source>
        <translation>没有充值。若您其实已付款，系统会自动查到并处理。</translation>
    </message>
    <message id="interrupted-paid-subtitle">
        <source>Your money is safe. The top-up goes on as soon as the line is back.</source>
        <translation>您的钱是安全的。连接恢复后自动继续充值。</translation>
    </message>
    <message id="interrupted-subtitle">
        <source>If you have paid, your money is safe. If not, please do not pay now.</source>
        <translation>如果您已付款，钱是安全的；如果还没付，请先不要付款。</translation>
    </message>
    <message id="notice-warning">
        <source>Please do not pay again</source>
        <translation>请不要重复付款</translation>
    </message>
    <message id="notice-warning-detail">
        <source>Order %1
Property office %2</source>
        <translation>单号 %1
物业服务电话 %2</translation>
    </message>
    <message id="notice-button">
        <source>Got it</source>
        <translation>知道了</translation>
    </message>
    <message id="notice-button-countdown">
        <source>Got it (back in %1 s)</source>
        <translation>知道了（%1 秒后返回）</translation>
    </message>
    <message id="notice-received">
        <source>Received</source>
        <translation>已收到</translation>
    </message>
    <message id="notice-follow">
        <source>Check progress</source>
        <translation>进度查询</translation>
    </message>
    <message id="notice-follow-how">
        <source>&quot;Recent top-ups&quot; on this terminal</source>
        <translation>本机“最近充值”</translation>
    </message>
    <message id="notice-next">
        <source>What happens now</source>
        <translation>接下来</translation>
    </message>
    <message id="silent-next">
        <source>Retried automatically, no need to pay</source>
        <translation>系统自动重试，无需再付款</translation>
    </message>
    <message id="silent-until">
        <source>If not by %1</source>
        <translation>%1 仍未充入</translation>
    </message>
    <message id="silent-until-default">
        <source>If not within 24 hours</source>
        <translation>24 小时仍未充入</translation>
    </message>
    <message id="silent-refund">
        <source>It goes back to %1 by itself</source>
        <translation>自动原路退回%1</translation>
    </message>
    <message id="held-next">
        <source>Staff check it and put it right</source>
        <translation>物业核对后处理，无需再付款</translation>
    </message>
    <message id="refunding-next">
        <source>Returned to %1 by itself, the way it was paid</source>
        <translation>自动原路退回%1</translation>
    </message>
    <message id="refunded-amount">
        <source>Returned</source>
        <translation>已退回</translation>
    </message>
    <message id="refunded-to">
        <source>To</source>
        <translation>退回到</translation>
    </message>
    <message id="notice-amount">
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message id="interrupted-next">
        <source>Goes on by itself when the line is back</source>
        <translation>连接恢复后自动继续</translation>
    </message>
    <message id="notice-order">
        <source>Order</source>
        <translation>单号</translation>
    </message>
    <message id="notice-questions">
        <source>Questions</source>
        <translation>疑问请致电</translation>
    </message>
    <message id="progress-preparing">
        <source>Preparing the code</source>
        <translation>正在生成付款码</translation>
    </message>
    <message id="progress-late">
        <source>The payment came late</source>
        <translation>您在超时后付了款</translation>
    </message>
    <message id="progress-received">
        <source>Payment received</source>
        <translation>已收到付款</translation>
    </message>
    <message id="progress-preparing-hint">
        <source>One moment, please</source>
        <translation>请稍候</translation>
    </message>
    <message id="progress-late-hint">
        <source>Your money is safe. It goes to your meter or back to %1 by itself; this page says which. Please do not pay again.</source>
        <translation>您的钱是安全的，会自动充入电表或退回%1，结果会显示在本页。请不要重复付款。</translation>
    </message>
    <message id="progress-sending-hint">
        <source>The credit is on its way to your meter. Usually this takes a few seconds.</source>
        <translation>正在充入电表，通常只需几秒。</translation>
    </message>
    <message id="recent-asking">
        <source>One moment, please</source>
        <translation>请稍候</translation>
    </message>
    <message id="recent-no-answer">
        <source>The system is busy. Please try again.</source>
        <translation>系统忙，请稍后再试。</translation>
    </message>
    <message id="recent-none">
        <source>There are no top-ups of this meter yet.</source>
        <translation>这块电表还没有充值记录。</translation>
    </message>
    <message id="header-no-site">
        <source>Electricity top-up</source>
        <translation>电费自助</translation>
    </message>
    <message id="header-site">
        <source>%1 Electricity</source>
        <translation>%1电费自助</translation>
    </message>
    <message id="welcome-footer">
        <source>Property office %1 · Terminal %2</source>
        <translation>物业服务电话 %1 · 终端 %2</translation>
    </message>
    <message id="idle-countdown">
        <source>Back to the start in %1 s. Touch to stay.</source>
        <translation>%1 秒后返回首页，触摸屏幕可继续</translation>
    </message>
    <message id="place-meter-tail">
        <source>meter …%1</source>
        <translation>电表尾号 %1</translation>
    </message>
    <message id="welcome-unknown">
        <source>%1 was not found. Please check the number.</source>
        <translation>没有找到 %1，请核对号码。</translation>
    </message>
    <message id="welcome-no-answer">
        <source>The system is busy. Please try again.</source>
        <translation>系统忙，请稍后再试。</translation>
    </message>
    <message id="welcome-no-ways">
        <source>Payment is not available here at the moment; balances can be looked up.</source>
        <translation>目前不能在本机付款，可以查询余额。</translation>
    </message>
    <message id="list-separator">
        <source>, </source>
        <translation>、</translation>
    </message>
    <message id="welcome-ways">
        <source>Pay with %1 by scanning a code. The credit goes to your meter by itself.</source>
        <translation>支持%1扫码付款，付款成功后自动充入电表。</translation>
    </message>
    <message id="unit-energy">
        <source>%1 kWh</source>
        <translation>%1 度</translation>
    </message>
    <message id="unit-days" numerus="yes">
        <source>%n day(s)</source>
        <translation><numerusform>%n 天</numerusform></translation>
    </message>
    <message id="channel-alipay">
        <source>Alipay</source>
        <translation>支付宝</translation>
    </message>
    <message id="channel-unionpay">
        <source>UnionPay</source>
        <translation>银联云闪付</translation>
    </message>
    <message id="weekday-1">
        <source>Mon</source>
        <translation>周一</translation>
    </message>
    <message id="weekday-2">
        <source>Tue</source>
        <translation>周二</translation>
    </message>
    <message id="weekday-3">
        <source>Wed</source>
        <translation>周三</translation>
    </message>
    <message id="weekday-4">
        <source>Thu</source>
        <translation>周四</translation>
    </message>
    <message id="weekday-5">
        <source>Fri</source>
        <translation>周五</translation>
    </message>
    <message id="weekday-6">
        <source>Sat</source>
        <translation>周六</translation>
    </message>
    <message id="weekday-7">
        <source>Sun</source>
        <translation>周日</translation>
    </message>
    <message id="meter-state-normal">
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message id="meter-state-alarm1">
        <source>Low balance</source>
        <translation>余额偏低</translation>
    </message>
    <message id="meter-state-alarm2">
        <source>Very low balance</source>
        <translation>余额很低</translation>
    </message>
    <message id="meter-state-arrears">
        <source>In arrears</source>
        <translation>已欠费</translation>
    </message>
    <message id="meter-state-kept-on">
        <source>Kept on</source>
        <translation>保电中</translation>
    </message>
    <message id="meter-state-tripped">
        <source>Switched off</source>
        <translation>已断电</translation>
    </message>
    <message id="meter-state-lost">
        <source>No answer</source>
        <translation>没有应答</translation>
    </message>
    <message id="meter-state-not-opened">
        <source>Not opened</source>
        <translation>未开户</translation>
    </message>
    <message id="order-state-held">
        <source>Staff will deal with it</source>
        <translation>物业处理中</translation>
    </message>
    <message id="order-state-delivered">
        <source>On the meter</source>
        <translation>已充入电表</translation>
    </message>
    <message id="order-state-sending">
        <source>Paid, being sent</source>
        <translation>已收款，充入中</translation>
    </message>
    <message id="order-state-refunding">
        <source>Going back</source>
        <translation>退款中</translation>
    </message>
    <message id="order-state-refunded">
        <source>Refunded</source>
        <translation>已退款</translation>
    </message>
    <message id="order-state-expired">
        <source>Not paid in time</source>
        <translation>未付款</translation>
    </message>
    <message id="order-state-cancelled">
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message id="order-state-waiting">
        <source>Waiting for payment</source>
        <translation>等待付款</translation>
    </message>
    <message id="channel-unionpay-app">
        <source>UnionPay or a bank app</source>
        <translation>云闪付或手机银行</translation>
    </message>
    <message id="progress-way">
        <source>By %1</source>
        <translation>%1付款</translation>
    </message>
    <message id="done-way">
        <source>Paid by</source>
        <translation>付款方式</translation>
    </message>
    <message id="clock-title">
        <source>No payments at the moment</source>
        <translation>暂时不能付款</translation>
    </message>
    <message id="clock-subtitle">
        <source>This terminal&apos;s clock is wrong, so no payment can be begun. Nothing was charged.</source>
        <translation>本机时钟不准，暂停收款。没有扣您的钱。</translation>
    </message>
    <message id="clock-next">
        <source>The staff were told; it goes on by itself once the clock is set</source>
        <translation>已通知物业，时钟校准后自动恢复</translation>
    </message>
    <message id="clock-meanwhile">
        <source>Meanwhile</source>
        <translation>在此期间</translation>
    </message>
    <message id="clock-look-up">
        <source>Balance and use can be looked up as always</source>
        <translation>余额和用电量可照常查询</translation>
    </message>
    <message id="notice-office">
        <source>Property office</source>
        <translation>物业电话</translation>
    </message>
    <message id="done-title-set-off">
        <source>All of it paid off a debt</source>
        <translation>已全部用于抵扣欠款</translation>
    </message>
    <message id="done-set-off">
        <source>Of it, paid off a debt</source>
        <translation>其中抵扣欠款</translation>
    </message>
    <message id="order-state-set-off">
        <source>Paid off a debt</source>
        <translation>已抵扣欠款</translation>
    </message>
    <message id="news-credited-late">
        <source>%1 paid %2 came late and was credited</source>
        <translation>%2 付的 %1 超时到账，已为您入账</translation>
    </message>
    <message id="news-credited-slowly">
        <source>%1 paid %2 reached the meter at %3</source>
        <translation>%2 付的 %1 已于 %3 充入电表</translation>
    </message>
    <message id="news-being-sent">
        <source>%1 paid %2 is being sent; do not pay again</source>
        <translation>%2 付的 %1 正在充入电表，请不要重复付款</translation>
    </message>
    <message id="news-being-checked">
        <source>%1 paid %2 came late and is being checked</source>
        <translation>%2 付的 %1 超时到账，正在核对</translation>
    </message>
    <message id="news-with-staff">
        <source>%1 of %2: the staff are seeing to it</source>
        <translation>%2 的 %1 充值，物业正在处理</translation>
    </message>
    <message id="news-goes-back-late">
        <source>%1 paid %2 came too late, going back to %3</source>
        <translation>%2 付的 %1 到账太晚，正在退回%3</translation>
    </message>
    <message id="news-went-back-late">
        <source>%1 paid %2 came too late, went back to %3</source>
        <translation>%2 付的 %1 到账太晚，已退回%3</translation>
    </message>
    <message id="news-extra-goes-back">
        <source>%1 paid twice %2, going back to %3</source>
        <translation>%2 多付的 %1 正在退回%3</translation>
    </message>
    <message id="news-extra-went-back">
        <source>%1 paid twice %2, went back to %3</source>
        <translation>%2 多付的 %1 已退回%3</translation>
    </message>
    <message id="news-given-back">
        <source>%1 paid %2 was given back by the staff</source>
        <translation>%2 付的 %1 已由物业退还</translation>
    </message>
    <message id="news-went-back">
        <source>%1 paid %2, not credited, went back to %3</source>
        <translation>%2 付的 %1 未能入账，已退回%3</translation>
    </message>
    <message id="news-goes-back">
        <source>%1 paid %2, not credited, going back to %3</source>
        <translation>%2 付的 %1 未能入账，正在退回%3</translation>
    </message>
</context>
</TS>
