pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme

// How it works and whom to call. Idle: as the page below it.
ColumnLayout {
    id: root

    required property string hotline

    //% "Find your meter"
    readonly property string findTitle: qsTrId("help-find-title")
    //% "Type the number of your shop, or the last 6 digits on the meter."
    readonly property string findText: qsTrId("help-find-text")
    //% "Pay"
    readonly property string payTitle: qsTrId("help-pay-title")
    //% "Choose an amount and scan the code. No password is ever asked for here."
    readonly property string payText: qsTrId("help-pay-text")
    //% "Wait until it is on your meter"
    readonly property string waitTitle: qsTrId("help-wait-title")
    //% "Usually a few seconds. Once you have paid you may also leave."
    readonly property string waitText: qsTrId("help-wait-text")
    //% "Paid, and no credit?"
    readonly property string lostTitle: qsTrId("help-lost-title")
    //% "Do not pay again. Look under \"Recent top-ups\" of your meter, or call the property "
    //% "office."
    readonly property string lostText: qsTrId("help-lost-text")

    signal backAsked

    objectName: "page-help"
    spacing: Theme.size.gap

    Words {
        Layout.fillWidth: true
        //% "Help"
        text: qsTrId("help-title")
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Card {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        HelpItem {
            sign: "1"
            title: root.findTitle
            body: root.findText
        }

        HelpItem {
            sign: "2"
            title: root.payTitle
            body: root.payText
        }

        HelpItem {
            sign: "3"
            title: root.waitTitle
            body: root.waitText
        }

        Line {
        }

        HelpItem {
            sign: "?"
            title: root.lostTitle
            body: root.lostText
        }
    }

    Card {
        Layout.fillWidth: true
        visible: root.hotline.length > 0

        ValueRow {
            Layout.fillWidth: true
            //% "Property office"
            label: qsTrId("service-hotline")
            value: root.hotline
            strong: true
        }
    }

    Item {
        Layout.fillHeight: true
    }

    TouchKey {
        objectName: "help-leave"
        Layout.fillWidth: true
        //% "Back"
        label: qsTrId("page-back")
        onTapped: root.backAsked()
    }
}
