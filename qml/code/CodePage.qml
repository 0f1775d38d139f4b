pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Code
import Wattill.Controls
import Wattill.Theme

// The code, the amount, three steps. Never left by idling. Time up: the code is covered until the
// node says what became of the order; node silent: another page.
ColumnLayout {
    id: root

    required property CodeModel view

    objectName: "page-code"
    spacing: Theme.size.gap

    // No RowLayout: those of Qt 6.4 lose the height of wrapped text two levels down.
    Item {
        Layout.fillWidth: true
        implicitHeight: Math.max(mark.height, title.height)

        ChannelMark {
            id: mark

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.size.badge
            height: Theme.size.badge
            sign: root.view.sign
            tone: root.view.tone
        }

        Words {
            id: title

            objectName: "code-title"
            anchors.left: mark.right
            anchors.right: parent.right
            anchors.leftMargin: Theme.size.gap
            anchors.verticalCenter: parent.verticalCenter
            text: root.view.title
            font.pixelSize: Theme.size.textTitle
            font.weight: Font.Bold
        }
    }

    Words {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.size.smallGap
        text: root.view.place
        color: Theme.colour.inkSoft
    }

    CodeCard {
        Layout.fillWidth: true
        Layout.fillHeight: true
        view: root.view
    }

    CodeSteps {
        Layout.fillWidth: true
        firstStep: root.view.firstStep
        scanned: root.view.scanned
        tone: root.view.tone
    }

    Words {
        objectName: "code-countdown"
        Layout.fillWidth: true
        visible: root.view.countdown.length > 0
        horizontalAlignment: Text.AlignHCenter
        text: root.view.countdown
        font.pixelSize: Theme.size.textStrong
        font.weight: Font.Bold
        color: Theme.colour.amberInk
    }

    Words {
        objectName: "code-scanned"
        Layout.fillWidth: true
        visible: root.view.scanned && !root.view.covered
        horizontalAlignment: Text.AlignHCenter
        //% "Scanned. Please confirm the payment on your phone."
        text: qsTrId("code-scanned")
        font.pixelSize: Theme.size.textStrong
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        visible: root.view.countdown.length === 0 && !root.view.scanned
        horizontalAlignment: Text.AlignHCenter
        //% "This page goes on by itself once you have paid. If you walk away after paying, the "
        //% "credit still goes to your meter."
        text: qsTrId("code-promise")
        color: Theme.colour.inkSoft
    }

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        TouchKey {
            objectName: "code-cancel"
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            enabled: !root.view.cancelling
            //% "Cancel payment"
            label: qsTrId("code-cancel")
            onTapped: root.view.cancel()
        }

        TouchKey {
            objectName: "code-change"
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            visible: root.view.canChange
            enabled: !root.view.cancelling
            //% "Pay another way"
            label: qsTrId("code-change")
            onTapped: root.view.change()
        }
    }
}
