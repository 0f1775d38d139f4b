pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// On every page: where one is, the time, language, type size, help.
RowLayout {
    id: root

    required property string siteName
    required property string clock
    property bool helpOpen: false

    signal languageAsked
    signal largeTypeAsked
    signal helpAsked

    spacing: Theme.size.smallGap

    Words {
        objectName: "header-site"
        Layout.fillWidth: true
        text: root.siteName
        font.weight: Font.Bold
        font.pixelSize: Theme.size.textSmall
    }

    Words {
        objectName: "header-clock"
        text: root.clock
        color: Theme.colour.inkSoft
        font.pixelSize: Theme.size.textSmall
        wrapMode: Text.NoWrap
        rightPadding: Theme.size.smallGap
    }

    TouchKey {
        objectName: "header-language"
        implicitHeight: Theme.size.touch
        radius: height / 2
        //% "中文"
        label: qsTrId("header-language")
        textSize: Theme.size.textSmall
        onTapped: root.languageAsked()
    }

    TouchKey {
        objectName: "header-large-type"
        implicitHeight: Theme.size.touch
        radius: height / 2
        //% "Large"
        readonly property string larger: qsTrId("header-large-type")
        //% "Normal"
        readonly property string smaller: qsTrId("header-normal-type")

        label: Theme.largeType ? smaller : larger
        textSize: Theme.size.textSmall
        chosen: Theme.largeType
        onTapped: root.largeTypeAsked()
    }

    TouchKey {
        objectName: "header-help"
        implicitHeight: Theme.size.touch
        radius: height / 2
        //% "Help"
        label: qsTrId("header-help")
        textSize: Theme.size.textSmall
        chosen: root.helpOpen
        onTapped: root.helpAsked()
    }
}
