pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// What is left above all; amount, way to pay and one button on. Idle: back to the start after a
// countdown. Old data says from when it is. What cannot be sold to says why.
ColumnLayout {
    id: root

    required property AccountModel view

    objectName: "page-account"
    spacing: Theme.size.gap

    AccountPlace {
        Layout.fillWidth: true
        view: root.view
    }

    BalanceCard {
        Layout.fillWidth: true
        view: root.view
    }

    Notice {
        objectName: "account-notice"
        Layout.fillWidth: true
        visible: root.view.notice.length > 0
        tone: Tone.Amber
        title: root.view.notice
    }

    AmountGrid {
        Layout.fillWidth: true
        visible: root.view.notice.length === 0
        view: root.view
    }

    ChannelRow {
        Layout.fillWidth: true
        visible: root.view.notice.length === 0
        view: root.view
    }

    Item {
        Layout.fillHeight: true
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        TouchKey {
            objectName: "account-leave"
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            //% "Leave"
            label: qsTrId("account-leave")
            onTapped: root.view.leave()
        }

        TouchKey {
            objectName: "account-pay"
            Layout.fillWidth: true
            Layout.preferredWidth: 2
            primary: true
            enabled: root.view.canPay
            label: root.view.payLabel
            onTapped: root.view.pay()
        }
    }
}
