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

    BalanceFigures {
        Layout.fillWidth: true
        balance: root.view.balance
        lasts: root.view.lasts
    }

    Words {
        objectName: "account-reading"
        Layout.fillWidth: true
        text: root.view.reading
        font.pixelSize: Theme.size.textSmall
        color: root.view.old ? Theme.colour.amberInk : Theme.colour.inkSoft
    }

    Line {
    }

    // Where the money is matters more than the last days, and there is no room for both.
    AccountNews {
        objectName: "account-news"
        Layout.fillWidth: true
        visible: root.view.hasNews
        news: root.view.news
    }

    DayBars {
        objectName: "account-days"
        Layout.fillWidth: true
        visible: !root.view.hasNews
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
