pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Account
import Wattill.Controls
import Wattill.Theme

// The number that matters is the biggest thing on the page.
Card {
    id: root

    required property AccountModel view

    spacing: Theme.size.smallGap

    RowLayout {
        Layout.fillWidth: true

        Words {
            Layout.fillWidth: true
            //% "Balance"
            text: qsTrId("account-balance")
            color: Theme.colour.inkSoft
        }

        Words {
            visible: root.view.lasts.length > 0
            //% "Lasts about"
            text: qsTrId("account-lasts")
            color: Theme.colour.inkSoft
            wrapMode: Text.NoWrap
        }
    }

    RowLayout {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.size.smallGap
        spacing: Theme.size.smallGap

        Words {
            objectName: "account-balance"
            Layout.fillWidth: true
            text: root.view.balance
            font.pixelSize: root.view.balance.length > 10 ? Theme.size.textAmount : Theme.size.textBalance
            font.weight: Font.Bold
            color: root.view.balance.indexOf("\u2212") >= 0 ? Theme.colour.red : Theme.colour.ink
            wrapMode: Text.NoWrap
        }

        Words {
            visible: root.view.lasts.length > 0
            Layout.alignment: Qt.AlignBottom
            text: root.view.lasts
            font.pixelSize: Theme.size.textTitle
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
        }
    }

    Words {
        objectName: "account-reading"
        Layout.fillWidth: true
        text: root.view.reading
        font.pixelSize: Theme.size.textSmall
        color: root.view.old ? Theme.colour.amberInk : Theme.colour.inkSoft
    }

    Line {}

    DayBars {
        Layout.fillWidth: true
        days: root.view.days
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.smallGap

        Words {
            Layout.fillWidth: true
            text: root.view.today
            color: Theme.colour.inkSoft
        }

        TouchKey {
            objectName: "account-recent"
            implicitHeight: Theme.size.touch
            border.width: 0
            //% "Recent top-ups"
            label: qsTrId("account-recent")
            chosen: true
            textSize: Theme.size.textBody
            onTapped: root.view.askRecent()
        }
    }
}
