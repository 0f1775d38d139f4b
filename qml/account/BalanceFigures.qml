pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// What is left, the biggest thing on the page, and how long it lasts, on one base line.
Item {
    id: root

    required property string balance
    required property string lasts

    implicitHeight: balanceName.height + balanceFigure.height

    Words {
        id: balanceName

        anchors.left: parent.left
        anchors.top: parent.top
        //% "Balance"
        text: qsTrId("account-balance")
        color: Theme.colour.inkSoft
        wrapMode: Text.NoWrap
    }

    Words {
        anchors.right: parent.right
        anchors.top: parent.top
        visible: root.lasts.length > 0
        //% "Lasts about"
        text: qsTrId("account-lasts")
        color: Theme.colour.inkSoft
        wrapMode: Text.NoWrap
    }

    Words {
        id: balanceFigure

        objectName: "account-balance"
        anchors.left: parent.left
        anchors.top: balanceName.bottom
        text: root.balance
        font.pixelSize: root.balance.length > 9 ? Theme.size.textAmount : Theme.size.textBalance
        font.weight: Font.Bold
        color: root.balance.indexOf("\u2212") >= 0 ? Theme.colour.redInk : Theme.colour.ink
        wrapMode: Text.NoWrap
    }

    Words {
        anchors.right: parent.right
        anchors.baseline: balanceFigure.baseline
        visible: root.lasts.length > 0
        text: root.lasts
        font.pixelSize: root.balance.length > 9 ? Theme.size.textKey : Theme.size.textTitle
        font.weight: Font.Bold
        wrapMode: Text.NoWrap
    }
}
